import {} from './cluster-view.js';
import { OFFLINE_GRACE_MS } from './limits.js';
/** First match wins. */
const RULES = [
    {
        when: (cluster, left) => cluster.offline && left <= 0,
        standing: () => ({ role: 'lost', why: 'Offline for too long' }),
    },
    {
        when: (cluster) => cluster.draining,
        standing: (cluster, left) => ({ role: 'drains', why: 'draining', ...until(cluster, left) }),
    },
    {
        when: (cluster) => cluster.offline,
        standing: (cluster, left) => ({ role: 'keeps', why: 'Offline', ...until(cluster, left) }),
    },
    {
        when: (cluster) => !cluster.ready,
        standing: () => ({ role: 'keeps', why: 'not Ready' }),
    },
    {
        when: (cluster) => cluster.cordoned,
        standing: () => ({ role: 'keeps', why: 'cordoned' }),
    },
];
function until(cluster, left) {
    return cluster.offline ? { changesInMs: left } : {};
}
const TAKES = { role: 'takes', why: '' };
/** How a member stands now, whatever it holds. `graceMs`: how long it may be Offline before others take over. */
export function standingOf(cluster, now, graceMs = OFFLINE_GRACE_MS) {
    const left = cluster.offlineSince + graceMs - now;
    const rule = RULES.find(({ when }) => when(cluster, left));
    return rule ? rule.standing(cluster, left) : TAKES;
}
//# sourceMappingURL=standing.js.map