import { describe, expect, it } from '@jest/globals';
import { routeKeys } from '#libs/protocol';
import { chooseGateway } from './choose.js';
import { Gateways } from './gateways.js';
import { RouteBook } from './route-book.js';
const HEAD = { v: 1, hubUid: 'h', epoch: 1, version: 1 };
/** Clusters in order, nearest first, with weights; each has one gateway at its own name. */
function open(weights) {
    const gateways = new Gateways();
    const book = new RouteBook('eu', gateways);
    const clusters = Object.entries(weights).map(([cluster, weight]) => ({ cluster, weight }));
    for (const { cluster } of clusters)
        book.apply({
            ...HEAD,
            key: routeKeys.cluster(cluster),
            type: 'cluster',
            cluster,
            // Of `eu-a` it is `eu`.
            region: cluster.split('-')[0] ?? '',
            zones: [],
            gateways: [`${cluster}:80`],
        });
    const key = routeKeys.service('n', 's', '80');
    const route = { outcome: 'served', shed: 0, clusters };
    const table = {
        ...{ ...HEAD, key, type: 'service', namespace: 'n', service: 's', port: '80' },
        affinity: { type: 'none', ttlSeconds: 0 },
        timeouts: { connectMs: 1, responseMs: 1, idleMs: 1 },
        regions: [
            { ...route, region: '', clusters: [] },
            { ...route, region: 'eu' },
        ],
    };
    book.apply(table);
    const rule = { path: '/', match: 'Prefix', ingress: 'i', backends: [{ table: key, weight: 1 }] };
    return { book, gateways, service: book.serviceOf(rule, 0) };
}
describe('chooseGateway', () => {
    const spread = (weights, down) => {
        const { book, gateways, service } = open(weights);
        for (const cluster of down)
            gateways.changed(`${cluster}:80`, false);
        const counts = {};
        for (let at = 0; at < 4_096; at += 1) {
            const { cluster } = chooseGateway(book, service, { draw: (at + 0.5) / 4_096 }) ?? { cluster: 'none' };
            counts[cluster] = (counts[cluster] ?? 0) + 1;
        }
        return counts;
    };
    it.each([
        ['by weight', { a: 192, b: 64, c: 0 }, [], { a: 192, b: 64 }],
        ['without one that fails: its share to the others', { a: 128, b: 64, c: 64 }, ['a'], { b: 128, c: 128 }],
        ['the nearest without a weight when those with one fail', { a: 0, b: 256, c: 0 }, ['b'], { a: 256 }],
        ['by weight when nothing passes', { a: 192, b: 64 }, ['a', 'b'], { a: 192, b: 64 }],
        ['nobody', {}, [], { none: 256 }],
        ['the nearest where nobody has a weight', { a: 0, b: 0 }, [], { a: 256 }],
    ])('%s', (_name, weights, down, wanted) => {
        const counts = spread(weights, down);
        expect(counts).toEqual(Object.fromEntries(Object.entries(wanted).map(([one, share]) => [one, share * 16])));
    });
    it('stays with the preferred one while it has a weight and works, and leaves out what was tried', () => {
        const { book, gateways, service } = open({ a: 255, b: 1, c: 0 });
        const choose = (preferred, tried) => chooseGateway(book, service, { draw: 0, preferred, ...(tried ? { tried } : {}) })?.cluster;
        expect(choose('b')).toBe('b');
        expect(choose('c')).toBe('a');
        gateways.changed('b:80', false);
        expect(choose('b')).toBe('a');
        const [first] = book.gatewaysOf('a');
        expect(chooseGateway(book, service, { draw: 0, tried: new Set([first]) })?.cluster).toBe('c');
        gateways.changed('b:80', true);
        expect(chooseGateway(book, service, { draw: 0, tried: new Set([first]) })?.cluster).toBe('b');
    });
    it('passes by a gateway without room', () => {
        const { book, service } = open({ a: 256, b: 0 });
        book.gatewaysOf('a')[0].requests = 1e9;
        expect(chooseGateway(book, service, { draw: 0 })?.cluster).toBe('b');
    });
    it('keeps counting the requests of a host over a new version of its table', () => {
        const { book } = open({ a: 256 });
        const key = routeKeys.host('x');
        book.apply({ ...HEAD, key, type: 'host', host: 'x', rules: [] });
        const before = book.hostOf('x');
        before.load.requests += 1;
        book.apply({ ...HEAD, version: 2, key, type: 'host', host: 'x', rules: [] });
        expect(book.hostOf('x').load.requests).toBe(1);
        before.load.requests -= 1;
        expect(book.hostOf('x').load.requests).toBe(0);
    });
    it('leaves a region that is to be avoided, for the next one that works, unless nobody else does', () => {
        const { book, gateways, service } = open({ 'eu-a': 128, 'eu-b': 128, 'us-a': 0, 'asia-a': 0 });
        const chosen = (avoid) => chooseGateway(book, service, { draw: 0.3, avoid: new Set(avoid) })?.cluster;
        expect(chosen(['eu'])).toBe('us-a');
        gateways.changed('us-a:80', false);
        expect(chosen(['eu'])).toBe('asia-a');
        expect(chosen(['eu', 'asia'])).toBe('eu-a');
    });
});
//# sourceMappingURL=choose.spec.js.map