import { describe, expect, it } from '@jest/globals';
import {} from '#libs/store';
import { away, NOW, row, says, view } from '../controllers/propagation/propagation.fixture.js';
import { clusterEntry } from './cluster-entry.js';
import { MAX_FAILURE_MESSAGE, MAX_STATUS_CHARS } from './limits.js';
import {} from './member-view.js';
const here = { plan: view('a'), health: '', silent: false, heardAt: NOW };
const offline = {
    plan: away('a', 10_000),
    health: 'Offline',
    silent: true,
    heardAt: NOW + 60_000,
};
const entry = (more) => clusterEntry({
    row: row('a'),
    report: undefined,
    member: here,
    current: false,
    replicas: undefined,
    ...more,
});
describe('clusterEntry', () => {
    it.each([
        ['Pending', {}, undefined, here],
        ['Pending', {}, undefined, offline],
        ['Pending', {}, { generation: 4 }, here],
        ['Pending', {}, { uid: 'uid-0' }, here],
        ['Pending', {}, { state: 'Deleted' }, here],
        ['Applied', {}, {}, here],
        ['Applied', {}, {}, offline],
        ['Applied', {}, {}, undefined],
        ['Conflict', {}, { state: 'Conflict' }, here],
        ['Failed', {}, { state: 'Failed' }, here],
        ['Deleting', { action: 'delete' }, undefined, here],
        ['Deleting', { action: 'delete', generation: 6 }, {}, here],
        ['Failed', { action: 'delete' }, { state: 'Failed' }, here],
        ['Releasing', { action: 'release' }, undefined, here],
        ['Owed', { action: 'delete' }, undefined, offline],
        ['Owed', { action: 'release', generation: 6 }, {}, offline],
        ['Deleted', { action: 'delete' }, { state: 'Deleted' }, here],
        ['Deleted', { action: 'release' }, { state: 'Deleted' }, offline],
    ])('is %s: work %j, report %j', (state, work, report, member) => {
        expect(entry({ row: row('a', work), report: report && says('a', report), member }).state).toBe(state);
    });
    it('dates what a silent cluster said to when it was last heard, and what others said to when they did', () => {
        const report = says('a', { status: { replicas: 2 } });
        expect(entry({ report })).toMatchObject({ asOf: '2026-11-21T08:00:00Z', status: { replicas: 2 } });
        expect(entry({ report })).not.toHaveProperty('health');
        expect(entry({ report, member: offline })).toMatchObject({
            asOf: '2026-11-21T08:01:00Z',
            health: 'Offline',
        });
        expect(entry({ member: offline })).not.toHaveProperty('asOf');
    });
    it('shows nothing of another object of the name', () => {
        const report = says('a', { uid: 'uid-0', state: 'Failed', reason: 'Forbidden', status: { replicas: 2 } });
        expect(entry({ report })).toEqual({
            name: 'a',
            state: 'Pending',
            reason: 'because',
            generation: 5,
            current: false,
        });
    });
    it('is bounded, whatever a member says', () => {
        const large = { a: 'x'.repeat(MAX_STATUS_CHARS) };
        const report = says('a', { state: 'Failed', reason: 'Odd', message: 'x'.repeat(100_000), status: large });
        const shown = entry({ report });
        expect(shown.failure?.message).toHaveLength(MAX_FAILURE_MESSAGE);
        expect(shown).not.toHaveProperty('status');
    });
});
//# sourceMappingURL=cluster-entry.spec.js.map