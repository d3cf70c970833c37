import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { isOlderVersion, liveObject } from './live-object.js';
describe('isOlderVersion', () => {
    it.each([
        ['9', '10', true],
        ['10', '9', false],
        ['10', '10', false],
        ['18446744073709551614', '18446744073709551615', true],
        ['abc', 'abd', false],
        ['', '5', false],
    ])('%s before %s: %s', (a, b, expected) => {
        expect(isOlderVersion(a, b)).toBe(expected);
    });
});
describe('liveObject', () => {
    const object = (more) => ({
        apiVersion: 'apps/v1',
        kind: 'X',
        metadata: { uid: 'u', resourceVersion: '5', generation: 2 },
        ...more,
    });
    it.each([
        ['a selector', { replicas: 2, selector: { matchLabels: { a: 'b', c: 'd' } } }, 'a=b,c=d'],
        ['a plain map (ReplicationController)', { replicas: 2, selector: { a: 'b' } }, 'a=b'],
        [
            'expressions',
            { replicas: 2, selector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] } },
            'a in (b,c)',
        ],
        ['no replicas (DaemonSet)', { selector: { matchLabels: { a: 'b' } } }, undefined],
        ['no selector (CRD)', { replicas: 2 }, undefined],
    ])('finds the pods of a kind with %s', (_name, spec, selector) => {
        expect(liveObject(object({ spec }), 'hub').scale?.selector).toBe(selector);
    });
    it('keeps the status and drops the rest', () => {
        const live = liveObject(object({ status: { replicas: 1 }, data: { large: 'x' } }), 'hub');
        expect(live).toEqual({
            uid: 'u',
            resourceVersion: '5',
            generation: 2,
            digest: '',
            status: { replicas: 1 },
            terminating: false,
            created: false,
            scale: undefined,
        });
    });
});
//# sourceMappingURL=live-object.spec.js.map