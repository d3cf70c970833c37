import { type KubeObject } from '#libs/apimachinery';
import { healthOf, type ClusterStatus } from './cluster-status.js';
import { REMOVAL_GRACE_MS, REMOVAL_SETTLE_MS } from './limits.js';

export type DeletionPolicy = 'orphan' | 'delete' | 'drain';

export interface RemovalInput {
  readonly cluster: KubeObject;
  /** Hub's clock, ms since the epoch. */
  readonly now: number;
  /** Rows of work of this cluster, and the key of one of them. */
  readonly left: { readonly rows: number; readonly first: string };
  /** Objects that still run replicas there; asked for the policy `drain` only. */
  readonly running: number;
  /** Since when this hub sees that nothing is left to wait for; undefined: it did not. */
  readonly settledSince: number | undefined;
  /** Work that deletes waits for an admin (a restored backup). */
  readonly deletionsHeld: boolean;
}

export type RemovalReason = 'Draining' | 'Releasing' | 'Deleting' | 'WaitingForCluster' | 'Finishing';

/** What comes next in the removal of a cluster, and the sentence for people. */
export interface RemovalStep {
  readonly reason: RemovalReason;
  readonly message: string;
  /** Everything that runs there was moved: what is left may be deleted. */
  readonly drained: boolean;
  /** Nothing is waited for: credentials, messages and rows may go. */
  readonly finish: boolean;
}

/** Of a Cluster; the schema gives every one a policy, and one from before that has the default. */
export function deletionPolicyOf(cluster: KubeObject): DeletionPolicy {
  const { deletionPolicy = 'orphan' } = (cluster['spec'] ?? {}) as { deletionPolicy?: DeletionPolicy };
  return deletionPolicy;
}

/** Decides from what is there now; a hub that takes over in the middle decides the same. */
export function removalStep(input: RemovalInput): RemovalStep {
  const { cluster, left, running, now } = input;
  const status = statusOf(cluster);
  const policy = deletionPolicyOf(cluster);
  const drained = policy === 'drain' && running === 0;
  const gone = goneBecause(status, now);
  if (left.rows === 0) return finishing(input, drained, 'nothing of the federation is left to undo there');
  if (gone !== undefined)
    return finishing(input, drained, `${gone}: ${objects(left.rows)} stay there as they are`);
  if (healthOf(status) !== 'Ready')
    return waiting('WaitingForCluster', drained, `${rest(input)}; ${waitingFor(status)}`);
  if (policy === 'drain' && !drained)
    return waiting('Draining', false, `${objects(running)} still run replicas there`);
  const deletes = policy !== 'orphan';
  const held = deletes && input.deletionsHeld ? '; deletions are held since a backup was restored' : '';
  return waiting(deletes ? 'Deleting' : 'Releasing', drained, `${rest(input)}${held}`);
}

function statusOf(cluster: KubeObject): ClusterStatus | undefined {
  return cluster['status'] as ClusterStatus | undefined;
}

/** Why nobody waits for the cluster; undefined while somebody does. */
function goneBecause(status: ClusterStatus | undefined, now: number): string | undefined {
  if (healthOf(status) === 'Pending') return 'its agent has never reported';
  const offline = status?.conditions?.find(({ type, status: is }) => type === 'Offline' && is === 'True');
  if (!offline) return undefined;
  const since = Date.parse(offline.lastTransitionTime ?? '') || 0;
  return now - since >= REMOVAL_GRACE_MS ? 'it is Offline' : undefined;
}

function waitingFor(status: ClusterStatus | undefined): string {
  switch (healthOf(status)) {
    case 'Offline':
      return `it is Offline, and not waited for any longer than ${REMOVAL_GRACE_MS / 1000} s`;
    case 'NotReady':
      return 'its API server does not answer';
    default:
      return 'its agent is silent';
  }
}

function rest({ cluster, left }: RemovalInput): string {
  const undo = deletionPolicyOf(cluster) === 'orphan' ? 'released' : 'deleted';
  return `${objects(left.rows)} still to be ${undo} there, such as ${left.first}`;
}

function objects(count: number): string {
  return count === 1 ? '1 object' : `${count} objects`;
}

function waiting(reason: RemovalReason, drained: boolean, message: string): RemovalStep {
  return { reason, message, drained, finish: false };
}

function finishing({ settledSince, now }: RemovalInput, drained: boolean, message: string): RemovalStep {
  const finish = settledSince !== undefined && now - settledSince >= REMOVAL_SETTLE_MS;
  return { reason: 'Finishing', message, drained, finish };
}
