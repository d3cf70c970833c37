import { describe, expect, it } from '@jest/globals';
import {} from '#libs/store';
import { row, says, view } from './propagation.fixture.js';
import { holdings, isConfirmed, removals } from './targets.js';
const removal = { action: 'delete', reason: 'gone', propagationPolicy: 'Foreground' };
describe('isConfirmed', () => {
    it.each([
        ['nothing was said', undefined, false],
        ['deleted', says('a', { state: 'Deleted' }), true],
        ['deleted, as a later work asked', says('a', { state: 'Deleted', generation: 6 }), true],
        ['deleted, as an older work asked', says('a', { state: 'Deleted', generation: 4 }), false],
        ['still applied', says('a'), false],
        ['failed', says('a', { state: 'Failed' }), false],
    ])('%s', (_name, report, expected) => {
        expect(isConfirmed(row('a', { action: 'delete' }), report)).toBe(expected);
    });
});
describe('removals', () => {
    const clusters = new Map(['a', 'b'].map((name) => [name, view(name)]));
    const undo = (rows, reports = []) => removals(holdings(rows, reports), clusters, removal);
    it('asks as wished where something is applied', () => {
        expect(undo([row('a', { adopt: true, patch: { spec: {} } })])).toEqual([{ cluster: 'a', ...removal }]);
    });
    it('repeats word for word what was asked before', () => {
        const asked = { action: 'release', reason: 'earlier', adopt: true };
        expect(undo([row('a', asked)])).toEqual([{ cluster: 'a', uid: 'uid-1', ...asked }]);
    });
    it('ends with the confirmation, and with the cluster', () => {
        const rows = [row('a', { action: 'delete' }), row('z')];
        expect(undo(rows, [says('a', { state: 'Deleted' })])).toEqual([]);
    });
    it('concerns the clusters named only', () => {
        const held = holdings([row('a'), row('b')], []);
        const targets = removals(held, clusters, removal, (cluster) => cluster === 'b');
        expect(targets.map(({ cluster }) => cluster)).toEqual(['b']);
    });
});
//# sourceMappingURL=targets.spec.js.map