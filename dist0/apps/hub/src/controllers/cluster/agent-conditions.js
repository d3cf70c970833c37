import { setCondition } from '#libs/apimachinery';
import {} from '#libs/protocol';
/** Two heartbeats in turns so lately, ms, still mean two agents: several times what lies between two of one. */
const TWINS_MS = 30_000;
/** Starts of one agent that are remembered. */
const MAX_STARTS = 16;
/** Notices two agents that speak for one cluster in turns, which happens where none of them can hold a lease. */
export class TwinWatch {
    clusters = new Map();
    hear({ cluster, instance }, now) {
        const known = this.clusters.get(cluster);
        if (known?.last === instance)
            return;
        const returned = known?.earlier.has(instance) === true;
        const earlier = new Set([...(known ? [...known.earlier, known.last] : [])].slice(-MAX_STARTS));
        const returnedAt = returned ? now : (known?.returnedAt ?? -Infinity);
        this.clusters.set(cluster, { last: instance, earlier, returnedAt });
    }
    areTwo(cluster, now) {
        return now - (this.clusters.get(cluster)?.returnedAt ?? -Infinity) < TWINS_MS;
    }
    forget(cluster) {
        this.clusters.delete(cluster);
    }
}
/** DuplicateAgent and AgentDegraded: said when they begin and that they are over, and absent where they never were. */
export function withAgent(conditions, { report, areTwo }, now) {
    const { rival, checkpointError } = report ?? {};
    const wanted = [
        rival !== undefined || areTwo
            ? {
                type: 'DuplicateAgent',
                status: 'True',
                reason: rival === undefined ? 'TwoSpeak' : 'OneStandsBy',
                message: rival === undefined
                    ? 'two agents report for this cluster in turns, and cannot use a Lease to agree: end one of them'
                    : `a second agent stands by at ${rival}: end one of the two`,
            }
            : { type: 'DuplicateAgent', status: 'False', reason: 'OneAgent', message: 'one agent reports' },
        checkpointError === undefined
            ? { type: 'AgentDegraded', status: 'False', reason: 'Stores', message: 'the agent stores its work' }
            : {
                type: 'AgentDegraded',
                status: 'True',
                reason: 'CheckpointNotWritable',
                message: `the agent keeps what it has and takes no new work: ${checkpointError}`,
            },
    ];
    return wanted
        .filter(({ type, status }) => status === 'True' || conditions.some((known) => known.type === type))
        .reduce((all, condition) => setCondition(all, condition, now), conditions);
}
//# sourceMappingURL=agent-conditions.js.map