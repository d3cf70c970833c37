import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import {} from '#libs/store';
import { absentMembers, failureNotices, memberStatuses, statusToWrite } from './object-status.js';
import { away, CONFIGMAPS, holds, NOW, objectOf, plan, REPLICASETS, replicaSet, row, says, stored, view, views, } from './propagation.fixture.js';
import {} from './plan-object.js';
import { holdings } from './targets.js';
const SERVICES = { group: '', resource: 'services' };
const replicas = (count, more = {}) => ({ status: { replicas: count, ...more } });
/** What counts of the members after a plan whose rows are stored, or `rows` in their place. */
function members(input, reports, rows) {
    const output = plan({ resource: REPLICASETS, object: replicaSet(4), reports, ...input });
    const { lost } = absentMembers(output.decision, input.clusters, NOW);
    const held = holdings(rows ?? stored(output), reports);
    return memberStatuses(output.decision, output.plan, held, {
        lost,
        resource: input.resource ?? REPLICASETS,
    });
}
describe('memberStatuses', () => {
    it.each([
        ['nothing is reported', [], false],
        ['its work is applied', [says('a', replicas(4))], true],
        ['an older work is applied', [says('a', { generation: 4, ...replicas(4) })], false],
        ['it failed', [says('a', { state: 'Failed' })], false],
        ['it speaks of the object before', [says('a', { uid: 'uid-0', ...replicas(4) })], false],
        [
            'its controller has seen the newest',
            [says('a', { memberGeneration: 9, ...replicas(4, { observedGeneration: 9 }) })],
            true,
        ],
        [
            'its controller is behind',
            [says('a', { memberGeneration: 9, ...replicas(4, { observedGeneration: 8 }) })],
            false,
        ],
        ['no controller has seen it at all', [says('a', { memberGeneration: 1, status: {} })], false],
        [
            'what it says it has seen is no number',
            [says('a', { memberGeneration: 1, ...replicas(4, { observedGeneration: '1' }) })],
            false,
        ],
    ])('is current or not: %s', (_name, reports, expected) => {
        expect(members({ clusters: views('a') }, reports).map(({ current }) => current)).toEqual([expected]);
    });
    it.each([
        ['other replicas', { patch: { spec: { replicas: 3 } } }],
        ['another manifest', { manifestHash: 'other' }],
        ['another uid', { uid: 'uid-0' }],
        ['a deletion', { action: 'delete' }],
    ])('is not current while the stored row asks for %s', (_name, difference) => {
        const [settled] = stored(plan({ resource: REPLICASETS, object: replicaSet(4), clusters: views('a') }));
        const reports = [says('a', replicas(4))];
        const rows = [{ ...settled, ...difference }];
        expect(members({ clusters: views('a') }, reports, rows)).toEqual([
            { cluster: 'a', status: { replicas: 4 }, current: false },
        ]);
    });
    it('is not held up by a row that has only just gone or been reworded', () => {
        const output = plan({ resource: REPLICASETS, object: replicaSet(4), clusters: views('a') });
        const rows = [
            ...stored(output).map((one) => ({ ...one, reason: 'in other words' })),
            row('z', { action: 'delete' }),
        ];
        const reports = [says('a', replicas(4)), says('z', { state: 'Deleted' })];
        const asked = { lost: new Set(), resource: REPLICASETS };
        expect(memberStatuses(output.decision, output.plan, holdings(rows, reports), asked)).toEqual([
            { cluster: 'a', status: { replicas: 4 }, current: true },
        ]);
    });
    it('waits for no controller where the kind does not say what it has seen', () => {
        const input = { resource: SERVICES, object: objectOf('Service', {}, { spec: {} }), clusters: views('a') };
        const reports = [says('a', { memberGeneration: 1, status: { loadBalancer: {} } })];
        expect(members(input, reports).map(({ current }) => current)).toEqual([true]);
    });
    it.each([
        ['belongs to somebody else', { state: 'Conflict', reason: 'ForeignObject' }, undefined],
        ['is gone', { state: 'Deleted' }, undefined],
        ['is ours, and somebody fights over it', { state: 'Conflict', reason: 'Fight' }, { replicas: 4 }],
        ['could not be changed', { state: 'Failed', reason: 'Invalid' }, { replicas: 4 }],
    ])('counts what runs of an object that %s', (_name, said, expected) => {
        const reports = [says('a', { ...replicas(4), ...said })];
        expect(members({ clusters: views('a') }, reports)).toEqual([
            { cluster: 'a', status: expected, current: false },
        ]);
    });
    it.each([
        ['Service', SERVICES, { spec: {} }],
        ['ConfigMap', CONFIGMAPS, {}],
    ])('counts a %s of a member that is Offline for too long no more, although it keeps it', (kind, resource, fields) => {
        const clusters = [view('a'), away('b', 60_000), away('c', 59_000)];
        const work = ['a', 'b', 'c'].map((name) => row(name));
        const object = objectOf(kind, {}, fields);
        expect(members({ resource, object, clusters, work }, []).map(({ cluster }) => cluster)).toEqual([
            'a',
            'c',
        ]);
        const { decision } = plan({ resource, object, clusters, work });
        expect(absentMembers(decision, clusters, NOW).recheckInMs).toBe(1_000);
    });
    it('waits for an Offline member for the grace, and then counts it no more', () => {
        const work = [holds('a', 2), holds('b', 2)];
        const reports = [says('a', replicas(2)), says('b', replicas(2))];
        const at = (ms) => members({ clusters: [view('a'), away('b', ms)], work }, reports);
        expect(at(59_000).map(({ cluster }) => cluster)).toEqual(['a', 'b']);
        expect(at(60_000).map(({ cluster }) => cluster)).toEqual(['a']);
    });
});
describe('failureNotices', () => {
    const failed = { state: 'Failed', reason: 'Forbidden', message: 'no' };
    it.each([
        ['nothing is wrong', [row('a')], [says('a')], []],
        ['no report', [row('a')], [], []],
        ['a failure', [row('a')], [says('a', failed)], [{ reason: 'Forbidden', message: 'cluster a: no' }]],
        [
            'a conflict without words',
            [row('a')],
            [says('a', { state: 'Conflict' })],
            [{ reason: 'Conflict', message: 'cluster a: no details' }],
        ],
        ['one of an older work', [row('a', { generation: 6 })], [says('a', failed)], []],
        [
            'applied, but not all of it',
            [row('a')],
            [says('a', { reason: 'UnknownFields', message: 'left out' })],
            [{ reason: 'UnknownFields', message: 'cluster a: left out' }],
        ],
        [
            'by name',
            [row('b'), row('a')],
            [says('a', failed), says('b', { ...failed, message: 'a' })],
            [
                { reason: 'Forbidden', message: 'cluster a: no' },
                { reason: 'Forbidden', message: 'cluster b: a' },
            ],
        ],
        [
            'a reason that is none',
            [row('a')],
            [says('a', { ...failed, reason: 'some text\nof any kind' })],
            [{ reason: 'Failed', message: 'cluster a: no' }],
        ],
    ])('%s', (_name, work, reports, expected) => {
        expect(failureNotices(holdings(work, reports))).toEqual(expected.map((notice) => ({ type: 'Warning', ...notice })));
    });
    it('are bounded, however much members say and however many fail', () => {
        const work = Array.from({ length: 100 }, (_, at) => row(`m${String(at).padStart(3, '0')}`));
        const reports = work.map(({ cluster }) => says(cluster, { ...failed, message: 'x'.repeat(100_000) }));
        const notices = failureNotices(holdings(work, reports));
        expect(notices).toHaveLength(21);
        expect(notices.at(-1)?.message).toBe('and 80 more clusters like these');
        for (const { message } of notices)
            expect(message.length).toBeLessThan(1_100);
    });
});
describe('statusToWrite', () => {
    const rs = propagationOf(REPLICASETS);
    const at = '2026-11-21T08:00:00Z';
    const quiet = { placement: [], failures: [], now: NOW };
    const problem = { type: 'Warning', reason: 'ReplicasUnplaced', message: '1 of 4' };
    const statusOf = (status) => ({
        ...replicaSet(4),
        ...(status ? { status } : {}),
    });
    const member = (cluster, count, current = true) => ({
        cluster,
        status: { replicas: count },
        current,
    });
    it('adds up members, and moves observedGeneration only when all are current', () => {
        const both = [member('a', 1), member('b', 2, false)];
        expect(statusToWrite(statusOf(undefined), rs, both, quiet)).toEqual({ replicas: 3 });
        const current = both.map((one) => ({ ...one, current: true }));
        expect(statusToWrite(statusOf({ replicas: 3, observedGeneration: 2 }), rs, current, quiet)).toEqual({
            replicas: 3,
            observedGeneration: 3,
        });
    });
    it('writes nothing when everything stands there', () => {
        const status = { replicas: 1, observedGeneration: 3 };
        expect(statusToWrite(statusOf(status), rs, [member('a', 1)], quiet)).toBeUndefined();
        const configMap = objectOf('ConfigMap');
        const none = propagationOf({ group: '', resource: 'configmaps' });
        expect(statusToWrite(configMap, none, [member('a', 1)], quiet)).toBeUndefined();
    });
    it('tells a problem as a condition, keeps its time while it lasts, and says when it is over', () => {
        const write = (conditions, placement, now) => (statusToWrite(statusOf({ conditions }), rs, [member('a', 1)], { placement, failures: [], now }) ?? {})['conditions'];
        const first = write(undefined, [problem], NOW);
        const standing = { type: 'Placed', status: 'False', reason: 'ReplicasUnplaced', lastTransitionTime: at };
        expect(first).toEqual([{ ...standing, message: '1 of 4' }]);
        const second = write(first, [{ ...problem, message: '2 of 4' }], NOW + 5_000);
        expect(second).toEqual([{ ...standing, message: '2 of 4' }]);
        expect(write(second, [], NOW + 9_000)).toEqual([
            {
                type: 'Placed',
                status: 'True',
                reason: 'Resolved',
                message: '',
                lastTransitionTime: '2026-11-21T08:00:09Z',
            },
        ]);
        expect(write(undefined, [], NOW)).toBeUndefined();
    });
    it('tells placement and members apart, leaves the conditions of others alone, and ends long texts', () => {
        const others = {
            type: 'SomeoneElses',
            status: 'True',
            reason: 'Own',
            message: '',
            lastTransitionTime: at,
        };
        const failures = Array.from({ length: 50 }, (_, i) => ({
            type: 'Warning',
            reason: 'Forbidden',
            message: `${String(i)}${'x'.repeat(100)}`,
        }));
        const status = statusToWrite(statusOf({ conditions: [others] }), rs, [], {
            placement: [problem],
            failures,
            now: NOW,
        });
        const conditions = status?.['conditions'];
        expect(conditions.map(({ type, status: value }) => [type, value])).toEqual([
            ['SomeoneElses', 'True'],
            ['Placed', 'False'],
            ['Applied', 'False'],
        ]);
        expect(conditions[2]?.message).toHaveLength(2_000);
    });
    it('writes no conditions on types that have none', () => {
        const service = objectOf('Service', {}, { spec: {}, status: { loadBalancer: {} } });
        const row = propagationOf({ group: '', resource: 'services' });
        expect(statusToWrite(service, row, [], { ...quiet, failures: [problem] })).toBeUndefined();
    });
});
//# sourceMappingURL=object-status.spec.js.map