import { clusterToken } from '#libs/protocol';
import { ROUTE_STREAM, WORK_STREAM } from './streams.js';
/** The prefix of all inboxes of a cluster's agent: others may not listen there. */
export function agentInboxPrefix(cluster) {
    return `_INBOX_c_${clusterToken(cluster)}`;
}
/** The subjects that an agent of `cluster` may use; the hub puts them into its credentials. */
export function agentPermissions(cluster) {
    const token = clusterToken(cluster);
    return {
        publish: [
            `$JS.API.CONSUMER.MSG.NEXT.${WORK_STREAM}.${token}`,
            `$JS.ACK.${WORK_STREAM}.${token}.>`,
            `report.${token}.>`,
        ],
        subscribe: [`${agentInboxPrefix(cluster)}.>`],
    };
}
/** An edge listens to all routing tables (last values, by its own consumer) and reports under its own name. */
export function edgePermissions(edge) {
    const token = clusterToken(edge);
    return {
        publish: [
            `$JS.API.CONSUMER.MSG.NEXT.${ROUTE_STREAM}.${token}`,
            `$JS.ACK.${ROUTE_STREAM}.${token}.>`,
            `edge.${token}.>`,
        ],
        subscribe: [`${edgeInboxPrefix(edge)}.>`],
    };
}
/** As `agentInboxPrefix`, for an edge. */
export function edgeInboxPrefix(edge) {
    return `_INBOX_e_${clusterToken(edge)}`;
}
//# sourceMappingURL=permissions.js.map