/** Cluster health as an ordered rule table over the last heartbeat and now. Pure: time comes in. */
/** Silence, in ms, after which a member is Suspect and Offline. Heartbeats come every 2 s (DESIGN section 5). */
export const SUSPECT_AFTER_MS = 5_000;
export const OFFLINE_AFTER_MS = 8_000;
const verdict = (health, reason, message, since) => ({
    health,
    reason,
    message,
    ...(since === undefined ? {} : { since }),
});
/** First match wins. */
const RULES = [
    {
        // A cluster that joined but whose agent has not spoken yet is not lost.
        when: (input) => input.heartbeatAt === undefined && input.previous === 'Pending',
        verdict: () => verdict('Pending', 'WaitingForAgent', 'the agent has not reported yet'),
    },
    {
        when: (input) => isFresh(input) && input.apiReady,
        verdict: () => verdict('Ready', 'ClusterReady', 'the agent reports and the API server answers'),
    },
    {
        when: (input) => isFresh(input),
        verdict: () => verdict('NotReady', 'ClusterNotReady', 'the agent reports that its API server does not answer'),
    },
    {
        // Silence while we could not hear, or while nearly everybody is silent, says nothing about this member.
        when: (input) => input.frozen,
        verdict: (input) => verdict(input.previous, 'HubIsolated', 'most clusters went silent at once: the hub may be cut off, nothing is moved'),
    },
    {
        when: (_input, silent) => silent < SUSPECT_AFTER_MS,
        verdict: (input) => verdict(input.previous, 'WaitingForHeartbeat', 'the hub has just begun to listen'),
    },
    {
        when: (_input, silent) => silent < OFFLINE_AFTER_MS,
        verdict: (input, silent) => input.previous === 'Offline'
            ? verdict('Offline', 'ClusterNotReachable', silence(silent))
            : verdict('Suspect', 'HeartbeatLate', silence(silent), input.now - silent + SUSPECT_AFTER_MS),
    },
    {
        when: () => true,
        verdict: ({ now }, silent) => verdict('Offline', 'ClusterNotReachable', silence(silent), now - silent + OFFLINE_AFTER_MS),
    },
];
/** The heartbeat itself is recent, whenever this hub began to listen. */
function isFresh({ now, heartbeatAt }) {
    return heartbeatAt !== undefined && now - heartbeatAt < SUSPECT_AFTER_MS;
}
function silence(ms) {
    // Coarse on purpose: the message must not change with every look at the clock.
    return `no heartbeat for more than ${ms < OFFLINE_AFTER_MS ? SUSPECT_AFTER_MS / 1000 : OFFLINE_AFTER_MS / 1000} s`;
}
/** Judges one member. */
export function classifyCluster(input) {
    const silentMs = input.now - Math.max(input.heartbeatAt ?? 0, input.hearingSince);
    for (const rule of RULES)
        if (rule.when(input, silentMs))
            return { since: input.now, ...rule.verdict(input, silentMs) };
    throw new Error('the last rule of the table takes everything');
}
//# sourceMappingURL=classify-cluster.js.map