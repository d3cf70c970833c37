import { addQuantities, compareQuantities, formatQuantity, isQuantity, parseQuantity, } from '#libs/apimachinery';
import { MAX_ACTIVE_JOBS } from './limits.js';
import { countAt, listOf, mapOf, numberAt, textAt, timeAt, } from './member-values.js';
import { isTrue } from './merge-conditions.js';
import {} from './merge-status.js';
/** How statuses merge, kind by kind: data, and the few fields that are neither sum nor time. */
export const REPLICA_SET_STATUS = {
    sums: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas'],
    shown: ['replicas'],
    conditions: { ReplicaFailure: { holds: 'any', onlyTrue: true } },
    observed: true,
};
export const DEPLOYMENT_STATUS = {
    sums: [
        'replicas',
        'updatedReplicas',
        'readyReplicas',
        'availableReplicas',
        'unavailableReplicas',
        'terminatingReplicas',
    ],
    conditions: {
        Available: { holds: 'all' },
        Progressing: { holds: 'all', through: 'NewReplicaSetAvailable' },
        ReplicaFailure: { holds: 'any', onlyTrue: true },
    },
    observed: true,
};
export const STATEFUL_SET_STATUS = {
    sums: ['readyReplicas', 'currentReplicas', 'updatedReplicas'],
    shown: ['replicas', 'availableReplicas'],
    fields: {
        currentRevision: (members) => textAt(behind(members)?.status, 'currentRevision') || undefined,
        updateRevision: (members) => textAt(behind(members)?.status, 'updateRevision') || undefined,
    },
    observed: true,
};
/** Names of revisions are each member's own; one that is still updating stands for all, so that `rollout status` waits. */
function behind(members) {
    const updating = members.find(({ status }) => textAt(status, 'currentRevision') !== textAt(status, 'updateRevision'));
    return updating ?? members.find(({ status }) => textAt(status, 'updateRevision') !== '');
}
export const DAEMON_SET_STATUS = {
    sums: ['updatedNumberScheduled', 'numberAvailable', 'numberUnavailable'],
    shown: ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'],
    observed: true,
};
/** A member's Job has ended, well or not: it never runs again. */
export function isFinishedJob(status) {
    return isTrue(status, 'Complete') || isTrue(status, 'Failed');
}
/** Also where a member that has a part of it is not heard of any more and not counted: its completions are missing then. */
function isDone(members, object) {
    const succeeded = members.reduce((sum, { status }) => sum + numberAt(status, 'succeeded'), 0);
    return members.length > 0 && succeeded >= (countAt(mapOf(object['spec']), 'completions') ?? 0);
}
const allFinished = (members) => members.every(({ status }) => isFinishedJob(status));
/** Complete when every cluster is; Failed when nothing runs any more and one has failed, which is told at once beforehand. */
export const JOB_STATUS = {
    sums: ['active', 'ready', 'succeeded', 'failed', 'terminating'],
    earliest: ['startTime'],
    fields: {
        completionTime: (members, object) => isDone(members, object) && members.every(({ status }) => isTrue(status, 'Complete'))
            ? latestOf(members, 'completionTime')
            : undefined,
        completedIndexes: onlyOne('completedIndexes'),
        failedIndexes: onlyOne('failedIndexes'),
    },
    conditions: {
        SuccessCriteriaMet: { holds: 'all', onlyTrue: true, when: isDone },
        Complete: { holds: 'all', onlyTrue: true, when: isDone },
        FailureTarget: { holds: 'any', onlyTrue: true },
        Failed: { holds: 'any', onlyTrue: true, when: allFinished },
        Suspended: { holds: 'all' },
    },
};
function latestOf(members, field) {
    const times = members.flatMap(({ status }) => timeAt(status, field) ?? []);
    return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}
/** What means something only where there is one member: an indexed Job is in one cluster as a whole. */
function onlyOne(field) {
    return ([only, ...others]) => (others.length > 0 ? undefined : textAt(only?.status, field) || undefined);
}
export const CRON_JOB_STATUS = {
    latest: ['lastScheduleTime', 'lastSuccessfulTime'],
    fields: {
        active: (members) => {
            const jobs = members.flatMap(({ status }) => listOf(status?.['active']).filter(isReference));
            return jobs.length > 0 ? jobs.slice(0, MAX_ACTIVE_JOBS) : undefined;
        },
    },
};
function isReference(value) {
    const entries = Object.values(mapOf(value));
    return entries.length > 0 && entries.every((field) => typeof field === 'string');
}
export const AUTOSCALER_STATUS = {
    sums: ['currentReplicas'],
    shown: ['desiredReplicas'],
    latest: ['lastScaleTime'],
    fields: { currentMetrics: utilizations },
    conditions: {
        AbleToScale: { holds: 'all' },
        ScalingActive: { holds: 'all' },
        ScalingLimited: { holds: 'any' },
    },
    observed: true,
};
/** Utilization of each resource that a member measures, weighted by its replicas; other metrics have no common unit. */
function utilizations(members) {
    const totals = new Map();
    for (const { status } of members) {
        const replicas = numberAt(status, 'currentReplicas');
        for (const metric of listOf(status?.['currentMetrics'])) {
            const resource = mapOf(mapOf(metric)['resource']);
            const percent = countAt(mapOf(resource['current']), 'averageUtilization');
            const name = textAt(resource, 'name');
            if (percent === undefined || name === '' || replicas === 0)
                continue;
            const total = totals.get(name) ?? { sum: 0, replicas: 0 };
            totals.set(name, { sum: total.sum + percent * replicas, replicas: total.replicas + replicas });
        }
    }
    const metrics = [...totals].map(([name, { sum, replicas }]) => ({
        type: 'Resource',
        resource: { name, current: { averageUtilization: Math.round(sum / replicas) } },
    }));
    return metrics.length > 0 ? metrics : undefined;
}
export const DISRUPTION_BUDGET_STATUS = {
    shown: ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'],
    conditions: { DisruptionAllowed: { holds: 'any' } },
    observed: true,
};
/** Hard and used are of all clusters together: each enforces its own copy of spec.hard. */
export const QUOTA_STATUS = {
    fields: {
        hard: quantities('hard', (a, b) => addQuantities(a, b)),
        used: quantities('used', (a, b) => addQuantities(a, b)),
    },
};
/** Bound when it is bound everywhere; the capacity is what every cluster has. */
export const CLAIM_STATUS = {
    fields: {
        phase: (members) => {
            const phases = members.map(({ status }) => textAt(status, 'phase'));
            if (phases.includes('Lost'))
                return 'Lost';
            return phases.length > 0 && phases.every((phase) => phase === 'Bound') ? 'Bound' : 'Pending';
        },
        capacity: quantities('capacity', (a, b) => (compareQuantities(a, b) <= 0 ? a : b)),
        accessModes: agreed('accessModes'),
    },
};
/** A map of quantities, name by name. */
function quantities(field, combine) {
    return (members) => {
        const merged = new Map();
        for (const { status } of members) {
            for (const [name, value] of Object.entries(mapOf(status?.[field]))) {
                if (!isQuantity(value))
                    continue;
                const quantity = parseQuantity(value);
                const before = merged.get(name);
                merged.set(name, before === undefined ? quantity : combine(before, quantity));
            }
        }
        if (merged.size === 0)
            return undefined;
        return Object.fromEntries([...merged].map(([name, quantity]) => [name, formatQuantity(quantity)]));
    };
}
/** A list of texts that all members name alike. */
function agreed(field) {
    return (members) => {
        const lists = members.map(({ status }) => listOf(status?.[field]));
        const [first = []] = lists;
        const alike = lists.every((list) => JSON.stringify(list) === JSON.stringify(first));
        return alike && first.length > 0 && first.every((one) => typeof one === 'string') ? first : undefined;
    };
}
//# sourceMappingURL=status-rules.js.map