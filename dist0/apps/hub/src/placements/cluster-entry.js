import { formatTime } from '#libs/apimachinery';
import {} from '#libs/store';
import { MAX_FAILURE_MESSAGE, MAX_STATUS_CHARS } from './limits.js';
import {} from './member-view.js';
/** First match wins. */
const STATES = [
    {
        state: 'Deleted',
        when: ({ row, answered, said }) => row.action !== 'apply' && answered && said === 'Deleted',
    },
    // Nobody is there to be told: it is done when the cluster returns (DESIGN section 3, decision 8).
    { state: 'Owed', when: ({ row, offline }) => row.action !== 'apply' && offline },
    { state: 'Conflict', when: ({ answered, said }) => answered && said === 'Conflict' },
    { state: 'Failed', when: ({ answered, said }) => answered && said === 'Failed' },
    { state: 'Deleting', when: ({ row }) => row.action === 'delete' },
    { state: 'Releasing', when: ({ row }) => row.action === 'release' },
    { state: 'Applied', when: ({ answered, said }) => answered && said === 'Applied' },
    { state: 'Pending', when: () => true },
];
/** One cluster's part of a Placement. */
export function clusterEntry({ row, report, member, current, replicas }) {
    // What was said of another object of that name tells nothing about this one.
    const own = report?.report['uid'] === row.uid ? report : undefined;
    const answered = own !== undefined && own.report.generation >= row.generation;
    const facts = { row, answered, said: own?.report.state, offline: member?.plan.offline === true };
    return {
        name: row.cluster,
        state: stateOf(facts),
        ...(replicas === undefined ? {} : { replicas }),
        reason: row.reason,
        generation: row.generation,
        current,
        ...(answered ? failureOf(own.report) : {}),
        ...(member?.health ? { health: member.health } : {}),
        ...(own ? saidBy(own, member) : {}),
    };
}
function stateOf(facts) {
    return STATES.find(({ when }) => when(facts))?.state ?? 'Pending';
}
function saidBy(report, member) {
    return { asOf: formatTime(lastKnown(report, member)), ...statusOf(report) };
}
/** A cluster that is heard would have told a change; of a silent one it was so when it was heard last. */
function lastKnown({ receivedAt }, member) {
    return member?.silent === true ? Math.max(receivedAt, member.heardAt) : receivedAt;
}
function failureOf(report) {
    const { reason, message } = report;
    if (typeof reason !== 'string')
        return {};
    const text = typeof message === 'string' ? message.slice(0, MAX_FAILURE_MESSAGE) : '';
    return { failure: { reason: reason.slice(0, MAX_FAILURE_MESSAGE), message: text } };
}
function statusOf({ report }) {
    const status = report['status'];
    return status === undefined || JSON.stringify(status).length > MAX_STATUS_CHARS ? {} : { status };
}
//# sourceMappingURL=cluster-entry.js.map