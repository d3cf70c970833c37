import { describe, expect, it } from '@jest/globals';
import {} from './cluster-view.js';
import { debts, waitsFor } from './deletion.js';
import { away, NOW, row, says, view } from './propagation.fixture.js';
import { holdings } from './targets.js';
describe('waitsFor', () => {
    it.each([
        ['one that is Ready, as long as it takes', view('a'), Infinity],
        ['one that is not, for a minute', view('a', { ready: false, readinessSince: NOW - 20_000 }), 40_000],
        ['... and then no more', view('a', { ready: false, readinessSince: NOW - 60_000 }), undefined],
        ['no Offline one', away('a', 0), undefined],
        ['none that is gone', undefined, undefined],
    ])('%s', (_name, cluster, expected) => {
        expect(waitsFor(cluster, NOW)).toBe(expected);
    });
});
describe('debts', () => {
    it('are what nobody waits for and is not confirmed', () => {
        const held = holdings([
            row('a', { action: 'delete' }),
            row('b', { action: 'delete', reason: 'deleted at the hub' }),
            row('c', { action: 'release', reason: 'kept' }),
            row('d'),
            row('e', { action: 'delete' }),
            row('f', { action: 'delete' }),
        ], [says('e', { state: 'Deleted' })]);
        const clusters = [view('a'), away('b', 0), away('c', 0), away('d', 0), away('e', 0)];
        const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
        expect(debts(held, byName, NOW)).toEqual([
            { cluster: 'b', action: 'delete', reason: 'deleted at the hub' },
            { cluster: 'c', action: 'release', reason: 'kept' },
        ]);
    });
});
//# sourceMappingURL=deletion.spec.js.map