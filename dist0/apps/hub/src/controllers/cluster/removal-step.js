import {} from '#libs/apimachinery';
import { healthOf } from './cluster-status.js';
import { REMOVAL_GRACE_MS, REMOVAL_SETTLE_MS } from './limits.js';
/** Of a Cluster; the schema gives every one a policy, and one from before that has the default. */
export function deletionPolicyOf(cluster) {
    const { deletionPolicy = 'orphan' } = (cluster['spec'] ?? {});
    return deletionPolicy;
}
/** Decides from what is there now; a hub that takes over in the middle decides the same. */
export function removalStep(input) {
    const { cluster, left, running, now } = input;
    const status = statusOf(cluster);
    const policy = deletionPolicyOf(cluster);
    const drained = policy === 'drain' && running === 0;
    const gone = goneBecause(status, now);
    if (left.rows === 0)
        return finishing(input, drained, 'nothing of the federation is left to undo there');
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
function statusOf(cluster) {
    return cluster['status'];
}
/** Why nobody waits for the cluster; undefined while somebody does. */
function goneBecause(status, now) {
    if (healthOf(status) === 'Pending')
        return 'its agent has never reported';
    const offline = status?.conditions?.find(({ type, status: is }) => type === 'Offline' && is === 'True');
    if (!offline)
        return undefined;
    const since = Date.parse(offline.lastTransitionTime ?? '') || 0;
    return now - since >= REMOVAL_GRACE_MS ? 'it is Offline' : undefined;
}
function waitingFor(status) {
    switch (healthOf(status)) {
        case 'Offline':
            return `it is Offline, and not waited for any longer than ${REMOVAL_GRACE_MS / 1000} s`;
        case 'NotReady':
            return 'its API server does not answer';
        default:
            return 'its agent is silent';
    }
}
function rest({ cluster, left }) {
    const undo = deletionPolicyOf(cluster) === 'orphan' ? 'released' : 'deleted';
    return `${objects(left.rows)} still to be ${undo} there, such as ${left.first}`;
}
function objects(count) {
    return count === 1 ? '1 object' : `${count} objects`;
}
function waiting(reason, drained, message) {
    return { reason, message, drained, finish: false };
}
function finishing({ settledSince, now }, drained, message) {
    const finish = settledSince !== undefined && now - settledSince >= REMOVAL_SETTLE_MS;
    return { reason: 'Finishing', message, drained, finish };
}
//# sourceMappingURL=removal-step.js.map