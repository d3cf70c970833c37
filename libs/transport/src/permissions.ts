import { clusterToken } from '#libs/protocol';
import { namesConsumerName, ROUTE_STREAM, WORK_STREAM } from './streams.js';

/** What one set of credentials may do; everything else is refused by the broker. */
export interface SubjectPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The prefix of all inboxes of a cluster's agent: others may not listen there. */
export function agentInboxPrefix(cluster: string): string {
  return `_INBOX_c_${clusterToken(cluster)}`;
}

/** The subjects that an agent of `cluster` may use; the hub puts them into its credentials. Its consumer of names gives it no other tables. */
export function agentPermissions(cluster: string): SubjectPermissions {
  const token = clusterToken(cluster);
  return {
    publish: [
      `$JS.API.CONSUMER.MSG.NEXT.${WORK_STREAM}.${token}`,
      `$JS.ACK.${WORK_STREAM}.${token}.>`,
      `$JS.API.CONSUMER.MSG.NEXT.${ROUTE_STREAM}.${namesConsumerName(cluster)}`,
      `$JS.ACK.${ROUTE_STREAM}.${namesConsumerName(cluster)}.>`,
      `report.${token}.>`,
    ],
    subscribe: [`${agentInboxPrefix(cluster)}.>`],
  };
}

/** An edge listens to all routing tables (last values, by its own consumer) and reports under its own name. */
export function edgePermissions(edge: string): SubjectPermissions {
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
export function edgeInboxPrefix(edge: string): string {
  return `_INBOX_e_${clusterToken(edge)}`;
}
