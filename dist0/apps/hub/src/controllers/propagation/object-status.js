import { deepEqual, formatGroupResource, removeCondition, setCondition, } from '#libs/apimachinery';
import { builtinResource } from '#libs/builtin-kinds';
import {} from '#libs/kinds';
import {} from '#libs/store';
import {} from '../events/event-recorder.js';
import {} from './cluster-view.js';
import { MAX_MEMBER_MESSAGE, MAX_MEMBER_NOTICES, MAX_CONDITION_MESSAGE, OFFLINE_GRACE_MS } from './limits.js';
import {} from './decision.js';
import {} from './targets.js';
/** Set on objects whose type has conditions, as long as there is something to say. */
const CONDITION_PLACED = 'Placed';
const CONDITION_APPLIED = 'Applied';
/** What Kubernetes takes as the reason of a condition. */
const REASON = /^[A-Za-z](?:[A-Za-z0-9_,:]{0,126}[A-Za-z0-9_])?$/;
/** Who is lost: whose replicas others run, and whoever has been Offline for the grace, whatever the kind. */
export function absentMembers(decision, clusters, now) {
    const lost = new Set(decision.lost);
    let recheckInMs;
    const offline = new Map(clusters.flatMap((view) => (view.offline ? [[view.name, view]] : [])));
    if (offline.size === 0)
        return { lost, recheckInMs };
    for (const { cluster } of decision.placed) {
        const view = offline.get(cluster);
        if (!view)
            continue;
        const left = view.offlineSince + (decision.graceMs ?? OFFLINE_GRACE_MS) - now;
        if (left <= 0)
            lost.add(cluster);
        else if (!lost.has(cluster))
            recheckInMs = Math.min(recheckInMs ?? left, left);
    }
    return { lost, recheckInMs };
}
/**
 * What members say about the copies that the decision placed, `lost` ones left out. One is current when it has reported what
 * the stored row asks, its controllers have seen that, and the row asks what the plan does.
 */
export function memberStatuses(decision, plan, held, { lost, resource }) {
    const waitedFor = decision.placed.filter(({ cluster }) => !lost.has(cluster));
    return waitedFor.map((target) => {
        const { cluster } = target;
        const report = held.reports.get(cluster)?.report;
        const row = held.rows.get(cluster);
        // Reports about an object of the same name that was there before tell nothing about this one.
        if (!row || report?.['uid'] !== plan.uid)
            return { cluster, status: undefined, current: false };
        const status = isOurs(report) ? report['status'] : undefined;
        return { cluster, status, current: isPlanned(row, target, plan) && isCurrent(row, report, resource) };
    });
}
/** Whether the member object that the report tells of is there and this federation's. */
function isOurs(report) {
    return report.state !== 'Deleted' && report['reason'] !== 'ForeignObject';
}
function isPlanned(row, target, plan) {
    return (row.action === 'apply' &&
        row.uid === plan.uid &&
        row.manifestHash === plan.manifest?.hash &&
        deepEqual(row.patch, target.patch));
}
/**
 * Whether a member has what its row asks, and its controllers have seen it. Of a kind whose status tells what was seen, a
 * status that does not say so yet is one that no controller has written.
 */
export function isCurrent(row, report, resource) {
    if (row.action !== 'apply' || report.state !== 'Applied' || report.generation < row.generation)
        return false;
    const generation = report['memberGeneration'];
    if (typeof generation !== 'number')
        return true;
    const observed = report['status']?.observedGeneration;
    if (observed === undefined)
        return !tellsObserved(resource);
    return typeof observed === 'number' && observed >= generation;
}
const OBSERVING = new Map();
/** Whether the status of a built-in kind has observedGeneration. */
function tellsObserved(resource) {
    const name = formatGroupResource(resource);
    let found = OBSERVING.get(name);
    if (found === undefined) {
        const status = builtinResource(resource)?.versions[0].schema.fields.get('status')?.schema();
        found = status?.kind === 'struct' && status.fields.has('observedGeneration');
        OBSERVING.set(name, found);
    }
    return found;
}
/**
 * Members that could not do what they were told, or not all of it (a field that an older one does not know): each a notice
 * with the member's name, by name, the first few. What members say is bounded here: it comes from outside.
 */
export function failureNotices(held) {
    const failing = [...held.rows.values()].flatMap(({ cluster, generation }) => {
        const report = held.reports.get(cluster)?.report;
        return report && report.generation >= generation && isFailure(report) ? [{ cluster, report }] : [];
    });
    const notices = failing
        .sort((a, b) => (a.cluster < b.cluster ? -1 : 1))
        .slice(0, MAX_MEMBER_NOTICES)
        .map(({ cluster, report }) => memberNotice(cluster, report));
    const more = failing.length - notices.length;
    const [first] = notices;
    return more > 0 && first
        ? [...notices, { ...first, message: `and ${more} more clusters like these` }]
        : notices;
}
function isFailure(report) {
    const { state } = report;
    return state === 'Conflict' || state === 'Failed' || (state === 'Applied' && 'reason' in report);
}
function memberNotice(cluster, report) {
    const { reason, message } = report;
    return {
        type: 'Warning',
        reason: typeof reason === 'string' && REASON.test(reason) ? reason : report.state,
        message: `cluster ${cluster}: ${typeof message === 'string' ? message.slice(0, MAX_MEMBER_MESSAGE) : 'no details'}`,
    };
}
/**
 * The status the object should show: the merge over members, and conditions about placement and members. Undefined when it
 * shows that already.
 */
export function statusToWrite(object, propagation, members, problems) {
    const before = (object['status'] ?? {});
    const merged = { ...(propagation.mergeStatus(object, members) ?? before) };
    if (propagation.conditions) {
        const own = merged['conditions'];
        const placed = withProblem(own, CONDITION_PLACED, problems.placement, problems.now);
        const conditions = withProblem(placed, CONDITION_APPLIED, problems.failures, problems.now);
        if (conditions.length > 0)
            merged['conditions'] = conditions;
        else
            delete merged['conditions'];
    }
    return deepEqual(merged, before) ? undefined : merged;
}
/** False with the reason while there is a problem; True afterwards; absent if there never was one. */
function withProblem(conditions, type, notices, now) {
    const [first] = notices;
    if (first) {
        const message = notices
            .map((notice) => notice.message)
            .join('; ')
            .slice(0, MAX_CONDITION_MESSAGE);
        return setCondition(conditions, { type, status: 'False', reason: first.reason, message }, now);
    }
    const had = conditions?.some((condition) => condition.type === type) ?? false;
    if (!had)
        return removeCondition(conditions, type);
    return setCondition(conditions, { type, status: 'True', reason: 'Resolved', message: '' }, now);
}
//# sourceMappingURL=object-status.js.map