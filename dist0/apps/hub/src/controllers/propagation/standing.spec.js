import { describe, expect, it } from '@jest/globals';
import {} from './cluster-view.js';
import { OFFLINE_GRACE_MS } from './limits.js';
import { away, NOW, view } from './propagation.fixture.js';
import { standingOf } from './standing.js';
describe('standingOf', () => {
    it.each([
        ['Ready', view('a'), 'takes'],
        ['Ready and cordoned', view('a', { cordoned: true }), 'keeps'],
        ['Ready and draining', view('a', { cordoned: true, draining: true }), 'drains'],
        ['not Ready, not Offline', view('a', { ready: false }), 'keeps'],
        ['Offline since now', away('a', 0), 'keeps', OFFLINE_GRACE_MS],
        ['Offline for less than the grace', away('a', 59_999), 'keeps', 1],
        ['Offline for the grace', away('a', 60_000), 'lost'],
        ['Offline since nobody knows when', view('a', { ready: false, offline: true }), 'lost'],
        ['Offline and cordoned', away('a', 1_000, { cordoned: true }), 'keeps', 59_000],
        ['Offline and draining', away('a', 1_000, { cordoned: true, draining: true }), 'drains', 59_000],
        ['Offline for long and draining', away('a', 60_000, { cordoned: true, draining: true }), 'lost'],
    ])('%s', (...[, cluster, role, changesInMs]) => {
        const standing = standingOf(cluster, NOW);
        expect([standing.role, standing.changesInMs]).toEqual([role, changesInMs]);
        expect(standing.why === '').toBe(role === 'takes');
    });
});
//# sourceMappingURL=standing.spec.js.map