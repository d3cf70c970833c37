import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clusterOfToken, clusterToken, parseSubject, reportSubject, subjectHash, workSubject, } from './subjects.js';
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };
describe('clusterToken', () => {
    it.each([
        ['us-central1-a', 'us-central1-a'],
        ['eu.west', 'eu_2ewest'],
        ['a_b', 'a_5fb'],
        ['a*>', 'a_2a_3e'],
        ['é', '_c3_a9'],
    ])('writes %s as %s', (name, token) => {
        expect(clusterToken(name)).toBe(token);
        expect(clusterOfToken(token)).toBe(name);
    });
    it('gives every name a token of its own that is one subject token', () => {
        fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (name) => {
            const token = clusterToken(name);
            expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
            expect(clusterOfToken(token)).toBe(name);
        }));
    });
    it.each(['', 'x'.repeat(201)])('refuses a name of unfit length', (name) => {
        expect(() => clusterToken(name)).toThrow(RangeError);
    });
    it.each(['', '_', '_zz', '_41', 'a.b', 'x'.repeat(201)])('knows that %s is the token of no name', (token) => {
        expect(clusterOfToken(token)).toBeUndefined();
    });
});
describe('subjectHash', () => {
    it('leaves the version out and everything else in', () => {
        const hash = subjectHash(deployment);
        expect(hash).toMatch(/^[A-Za-z0-9_-]{22}$/);
        expect(subjectHash({ ...deployment, apiVersion: 'apps/v1beta1' })).toBe(hash);
        for (const other of [
            { ...deployment, apiVersion: 'v1' },
            { ...deployment, kind: 'StatefulSet' },
            { ...deployment, namespace: '' },
            { ...deployment, name: 'webb' },
            { ...deployment, namespace: 'defaultw', name: 'eb' },
        ])
            expect(subjectHash(other)).not.toBe(hash);
    });
});
describe('parseSubject', () => {
    it('takes apart what the makers put together', () => {
        expect(parseSubject(workSubject('a.b', 'h'))).toEqual({ kind: 'work', token: 'a_2eb', key: 'h' });
        expect(parseSubject(reportSubject('a', 'heartbeat'))).toEqual({
            kind: 'report',
            token: 'a',
            key: 'heartbeat',
        });
    });
    it.each(['work.a', 'work.a.b.c', 'route.a.b', 'work..b', ''])('does not know %s', (subject) => {
        expect(parseSubject(subject)).toBeUndefined();
    });
});
//# sourceMappingURL=subjects.spec.js.map