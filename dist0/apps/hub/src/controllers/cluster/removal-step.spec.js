import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { REMOVAL_GRACE_MS, REMOVAL_SETTLE_MS } from './limits.js';
import { removalStep } from './removal-step.js';
const NOW = Date.parse('2026-11-21T08:00:00Z');
/** With the one condition that counts, since `ms` ago. */
function cluster(deletionPolicy, condition, ms = 0) {
    const [type = '', status = ''] = condition?.split('=') ?? [];
    const lastTransitionTime = new Date(NOW - ms).toISOString();
    return {
        apiVersion: 'federation.meridian.dev/v1alpha1',
        kind: 'Cluster',
        metadata: { name: 'a', deletionTimestamp: '2026-11-21T07:59:00Z' },
        spec: deletionPolicy === undefined ? {} : { deletionPolicy },
        status: { conditions: condition === undefined ? [] : [{ type, status, lastTransitionTime }] },
    };
}
const ready = (policy) => cluster(policy, 'Ready=True');
const some = { rows: 3, first: 'configmaps/default/x' };
const none = { rows: 0, first: '' };
function step(input) {
    return removalStep({
        cluster: ready(),
        now: NOW,
        left: some,
        running: 0,
        settledSince: undefined,
        deletionsHeld: false,
        ...input,
    });
}
describe('the removal of a cluster', () => {
    it.each([
        ['by default', {}, 'Releasing', /^3 objects still to be released there, such as configmaps/],
        ['delete', { cluster: ready('delete') }, 'Deleting', /still to be deleted/],
        ['delete, held', { cluster: ready('delete'), deletionsHeld: true }, 'Deleting', /deletions are held/],
        ['orphan, held', { cluster: ready('orphan'), deletionsHeld: true }, 'Releasing', /such as \S+$/],
        ['drain', { cluster: ready('drain'), running: 1 }, 'Draining', /^1 object still run/],
        ['drained', { cluster: ready('drain') }, 'Deleting', /still to be deleted/],
        ['silent', { cluster: cluster('delete', 'Suspect=True') }, 'WaitingForCluster', /silent/],
        ['not ready', { cluster: cluster('delete', 'Ready=False') }, 'WaitingForCluster', /does not answer/],
        ['just Offline', { cluster: cluster('drain', 'Offline=True', 1) }, 'WaitingForCluster', /Offline/],
        [
            'Offline',
            { cluster: cluster('drain', 'Offline=True', REMOVAL_GRACE_MS), running: 3 },
            'Finishing',
            /^it is Offline: 3 objects stay there/,
        ],
        ['never heard', { cluster: cluster('delete') }, 'Finishing', /never reported/],
        ['nothing left', { left: none }, 'Finishing', /nothing/],
    ])('%s', (_name, input, reason, message) => {
        const { finish, ...shown } = step(input);
        expect(shown).toMatchObject({ reason, message: expect.stringMatching(message) });
        expect(finish).toBe(false);
    });
    it('ends when what other hubs had in hand must have been seen', () => {
        const settledSince = NOW - REMOVAL_SETTLE_MS;
        expect(step({ left: none, settledSince: settledSince + 1 }).finish).toBe(false);
        expect(step({ left: none, settledSince }).finish).toBe(true);
        // Something came after all.
        expect(step({ settledSince }).finish).toBe(false);
    });
    it('is drained for good only with the policy that drains', () => {
        expect(step({ cluster: ready('drain') }).drained).toBe(true);
        expect(step({ cluster: ready('drain'), running: 1 }).drained).toBe(false);
        expect(step({ cluster: ready('delete') }).drained).toBe(false);
    });
});
//# sourceMappingURL=removal-step.spec.js.map