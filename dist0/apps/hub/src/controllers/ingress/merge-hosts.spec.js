import { describe, expect, test } from '@jest/globals';
import {} from '#libs/apimachinery';
import { readIngress } from './ingress-rules.js';
import { hostsOf, mergeHost } from './merge-hosts.js';
function ingress({ name, namespace = 'shop', created = '2026-01-01T00:00:00Z', spec, className, }) {
    return {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
            name,
            namespace,
            creationTimestamp: created,
            annotations: { 'federation.meridian.dev/global-address': `${name}.global` },
        },
        spec: { ...(className === undefined ? {} : { ingressClassName: className }), ...spec },
    };
}
const backend = (name) => ({ service: { name, port: { number: 80 } } });
const path = (text, pathType, name) => ({
    path: text,
    pathType,
    backend: backend(name),
});
const rule = (host, ...paths) => ({ host, http: { paths } });
const read = (...all) => all.flatMap((one) => readIngress(ingress(one)) ?? []);
/** `match path -> service` of each rule, in order. */
function merged(host, ...all) {
    return mergeHost(host, read(...all))?.rules.map(({ match, path: text, backends }) => `${match} ${text} -> ${backends[0]?.table.split('/')[2] ?? ''}`);
}
describe('hosts', () => {
    test('Exact goes before Prefix, longer before shorter, the default backend last', () => {
        const spec = {
            rules: [
                rule('a.com', path('/', 'Prefix', 'root'), path('/x/y/', 'Prefix', 'deep'), path('/x', 'Exact', 'exact')),
            ],
            defaultBackend: backend('rest'),
        };
        expect(merged('a.com', { name: 'one', spec })).toEqual([
            'Exact /x -> exact',
            'Prefix /x/y -> deep',
            'Prefix / -> root',
        ]);
        const without = { rules: [rule('a.com', path('/x', 'Exact', 'exact'))], defaultBackend: backend('rest') };
        expect(merged('a.com', { name: 'one', spec: without })).toEqual([
            'Exact /x -> exact',
            'Prefix / -> rest',
        ]);
    });
    test('of two that give one path the older counts, of equally old ones the first by name', () => {
        const spec = (name) => ({ rules: [rule('a.com', path('/', 'Prefix', name))] });
        const young = { name: 'a', created: '2026-01-02T00:00:00Z', spec: spec('young') };
        expect(merged('a.com', young, { name: 'b', spec: spec('old') })).toEqual(['Prefix / -> old']);
        expect(merged('a.com', { name: 'c', spec: spec('c') }, { name: 'b', spec: spec('b') })).toEqual([
            'Prefix / -> b',
        ]);
    });
    test('a host belongs to the namespace of its oldest Ingress', () => {
        const spec = (name) => ({ rules: [rule('a.com', path(`/${name}`, 'Prefix', name))] });
        const thief = { name: 'thief', namespace: 'evil', created: '2026-02-01T00:00:00Z', spec: spec('thief') };
        const all = read({ name: 'owner', spec: spec('owner') }, thief);
        const host = mergeHost('a.com', all);
        expect(host?.rules.map(({ ingress: from }) => from)).toEqual(['shop/owner']);
        expect(host?.refused).toEqual(['evil/thief']);
    });
    test('the global address serves the rules for any host', () => {
        const one = { name: 'one', spec: { rules: [{ http: { paths: [path('/', 'Prefix', 'web')] } }] } };
        expect(merged('one.global', one)).toEqual(['Prefix / -> web']);
        expect(merged('', one)).toEqual(['Prefix / -> web']);
        expect(read(one).flatMap(hostsOf)).toEqual(['', 'one.global']);
        expect(merged('two.global', one)).toBeUndefined();
    });
    test('a certificate is found by its host, or by the wildcard above it', () => {
        const spec = {
            rules: [rule('a.b.com', path('/', 'Prefix', 'web')), rule('c.com', path('/', 'Prefix', 'web'))],
            tls: [{ hosts: ['*.b.com'], secretName: 'wild' }],
        };
        const all = read({ name: 'one', spec });
        expect(mergeHost('a.b.com', all)?.certificate).toBe('certificate/shop/wild');
        expect(mergeHost('c.com', all)?.certificate).toBeUndefined();
    });
    test('another IngressClass is not ours, none and meridian are', () => {
        const spec = { defaultBackend: backend('web') };
        const classes = ['nginx', 'meridian', undefined];
        const all = classes.map((className) => ({
            name: 'one',
            spec,
            ...(className === undefined ? {} : { className }),
        }));
        expect(all.map((one) => read(one).length)).toEqual([0, 1, 1]);
    });
});
//# sourceMappingURL=merge-hosts.spec.js.map