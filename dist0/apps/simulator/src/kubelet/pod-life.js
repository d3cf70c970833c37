import { EXIT_CODE, READY, RUN_SECONDS, WAITING_REASON } from '../cluster/annotations.js';
import {} from '../cluster/pod.js';
import { DEFAULT_RUN_MS, RESTART_BACKOFF_MAX_MS, RESTART_BACKOFF_MS } from '../limits.js';
/** Malformed annotations count as absent. */
export function behaviorOf(pod) {
    const { annotations = {} } = pod.metadata;
    const policy = pod.spec['restartPolicy'];
    const restarts = policy === 'Never' || policy === 'OnFailure' ? policy : 'Always';
    const seconds = numberOf(annotations[RUN_SECONDS]);
    return {
        runMs: seconds === undefined ? (restarts === 'Always' ? undefined : DEFAULT_RUN_MS) : seconds * 1000,
        exitCode: numberOf(annotations[EXIT_CODE]) ?? 0,
        becomesReady: annotations[READY] !== 'false',
        waitingReason: annotations[WAITING_REASON],
        restarts,
    };
}
function numberOf(text) {
    return text !== undefined && /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}
/** What the containers do now. `readyMs`: from start to ready. */
export function lifeOf(behavior, run, readyMs, now) {
    if (behavior.waitingReason !== undefined)
        return { kind: 'waits', reason: behavior.waitingReason };
    const sinceMs = now - run.startedAt;
    if (sinceMs < 0)
        return { kind: 'backs-off', changesInMs: -sinceMs };
    const endsInMs = (behavior.runMs ?? Infinity) - sinceMs;
    if (endsInMs <= 0)
        return comesBack(behavior) ? restarted(run, now + endsInMs, now) : { kind: 'ended' };
    const ready = behavior.becomesReady && sinceMs >= readyMs;
    const readyInMs = behavior.becomesReady && !ready ? readyMs - sinceMs : Infinity;
    const nextMs = Math.min(endsInMs, readyInMs);
    return { kind: 'runs', ready, changesInMs: nextMs === Infinity ? undefined : nextMs };
}
function comesBack({ restarts, exitCode }) {
    return restarts === 'Always' || (restarts === 'OnFailure' && exitCode !== 0);
}
function restarted(run, endedAt, now) {
    const startedAt = now + backoffMs(run.restarts);
    return { kind: 'restarts', next: { startedAt, restarts: run.restarts + 1 }, endedAt };
}
/** Before the next start of what was started again `restarts` times: the first is at once, as a kubelet does it. */
function backoffMs(restarts) {
    return restarts === 0 ? 0 : Math.min(RESTART_BACKOFF_MAX_MS, RESTART_BACKOFF_MS * 2 ** (restarts - 1));
}
//# sourceMappingURL=pod-life.js.map