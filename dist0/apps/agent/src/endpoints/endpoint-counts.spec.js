import { describe, expect, test } from '@jest/globals';
import {} from '#libs/apimachinery';
import { countEndpoints, EndpointCounts, sliceKey } from './endpoint-counts.js';
function slice(name, service, conditions) {
    return {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { namespace: 'shop', name, labels: { 'kubernetes.io/service-name': service } },
        endpoints: conditions.map((one) => ({ addresses: ['10.0.0.1'], conditions: one })),
    };
}
describe('endpoints', () => {
    test.each([
        ['ready ones', [{ conditions: { ready: true } }], { ready: 1, wanted: 1 }],
        ['one that does not say', [{ addresses: ['10.0.0.1'] }, { conditions: {} }], { ready: 2, wanted: 2 }],
        ['one that is not ready', [{ conditions: { ready: false } }], { ready: 0, wanted: 1 }],
        [
            'one that leaves, though it still serves',
            [{ conditions: { ready: true, serving: true, terminating: true } }],
            { ready: 0, wanted: 0 },
        ],
        ['none', undefined, { ready: 0, wanted: 0 }],
    ])('%s', (_, endpoints, facts) => {
        expect(countEndpoints(endpoints)).toEqual(facts);
    });
    const ready = { ready: true };
    test('sums of all slices of a Service, told only when they change', () => {
        const told = [];
        const counts = new EndpointCounts((service) => told.push(service));
        counts.set(slice('web-1', 'web', [ready, ready]));
        counts.set(slice('web-2', 'web', [ready, { ready: false }]));
        counts.set(slice('db-1', 'db', [ready]));
        expect(counts.of('shop/web')).toEqual({ ready: 3, wanted: 4 });
        expect(told).toEqual(['shop/web', 'shop/web', 'shop/db']);
        counts.set(slice('web-1', 'web', [ready, ready]));
        expect(told).toHaveLength(3);
        counts.delete(slice('web-1', 'web', []));
        expect(counts.of('shop/web')).toEqual({ ready: 1, wanted: 2 });
        expect(counts.of('shop/none')).toEqual({ ready: 0, wanted: 0 });
    });
    test('a slice that moves to another Service leaves the first', () => {
        const counts = new EndpointCounts(() => undefined);
        counts.set(slice('one', 'web', [ready]));
        counts.set(slice('one', 'db', [ready]));
        expect([counts.of('shop/web').ready, counts.of('shop/db').ready]).toEqual([0, 1]);
    });
    test('what a complete list does not name is gone', () => {
        const told = [];
        const counts = new EndpointCounts((service) => told.push(service));
        const [kept, lost] = [slice('web-1', 'web', [ready]), slice('web-2', 'web', [ready])];
        counts.set(kept);
        counts.set(lost);
        told.length = 0;
        counts.keepOnly(new Set([sliceKey(kept)]));
        expect(counts.of('shop/web').ready).toBe(1);
        expect(told).toEqual(['shop/web']);
    });
});
//# sourceMappingURL=endpoint-counts.spec.js.map