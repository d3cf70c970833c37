import { SUSPECT_AFTER_MS } from './classify-cluster.js';
/**
 * How long most clusters may be silent before that is believed, ms, as long as any other is heard: then it is not this hub that
 * is cut off. While none is heard nothing can be moved anyway.
 */
export const FREEZE_MAX_MS = 10 * 60_000;
export const NOT_FROZEN = { frozen: false, since: undefined, recovered: false, heard: 0, silent: 0 };
/**
 * Whether silence is our own fault: at least three members that were heard before, and more than half of them silent.
 * Members that are already Offline do not count, so that a slow collapse does not freeze. One or two clusters are too few to
 * tell their silence from ours; with both away there is nowhere to move anything.
 */
export function judgeFreeze(before, members, now) {
    const heard = members.filter(({ previous }) => previous !== 'Offline' && previous !== 'Pending');
    const silent = heard.filter(({ silentMs }) => silentMs >= SUSPECT_AFTER_MS);
    const numbers = { heard: heard.length, silent: silent.length };
    const isMost = heard.length >= 3 && silent.length * 2 > heard.length;
    if (!isMost)
        return { frozen: false, since: undefined, recovered: before.frozen, ...numbers };
    const since = before.since ?? now;
    const isBelieved = now - since >= FREEZE_MAX_MS && silent.length < heard.length;
    return { frozen: !isBelieved, since, recovered: false, ...numbers };
}
//# sourceMappingURL=freeze.js.map