import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { countPods } from './workload-looker.js';
const NOW = Date.parse('2026-11-21T10:00:00Z');
function pod(phase, conditions, more = {}) {
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...more }, status: { phase, conditions } };
}
const ready = (status) => ({ type: 'Ready', status });
const scheduled = (status, secondsAgo, reason = 'Unschedulable') => ({
    type: 'PodScheduled',
    status,
    reason,
    lastTransitionTime: new Date(NOW - secondsAgo * 1_000).toISOString(),
});
describe('countPods', () => {
    it.each([
        ['running and ready', pod('Running', [ready('True')]), { ready: 1, unschedulable: 0 }],
        ['running, not ready', pod('Running', [ready('False')]), { ready: 0, unschedulable: 0 }],
        ['ready, not running', pod('Succeeded', [ready('True')]), { ready: 0, unschedulable: 0 }],
        [
            'on its way out',
            pod('Running', [ready('True')], { deletionTimestamp: 'x' }),
            { ready: 0, unschedulable: 0 },
        ],
        ['unschedulable for 60 s', pod('Pending', [scheduled('False', 60)]), { ready: 0, unschedulable: 1 }],
        ['unschedulable for 59 s', pod('Pending', [scheduled('False', 59)]), { ready: 0, unschedulable: 0 }],
        [
            'held back by a gate',
            pod('Pending', [scheduled('False', 99, 'SchedulingGated')]),
            { ready: 0, unschedulable: 0 },
        ],
        ['scheduled', pod('Pending', [scheduled('True', 99)]), { ready: 0, unschedulable: 0 }],
        ['without conditions', pod('Pending', []), { ready: 0, unschedulable: 0 }],
    ])('a pod %s', (_name, one, expected) => {
        expect(countPods([one], NOW, 60_000)).toEqual(expected);
    });
});
//# sourceMappingURL=workload-looker.spec.js.map