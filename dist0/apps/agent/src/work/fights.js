import {} from './limits.js';
/**
 * How long to wait before the next repair, ms: 0, unless the object was repaired too often. Then someone else undoes
 * what we do, and doing it faster would only load the member.
 */
export function repairDelayMs(repairs, now, limits) {
    const ends = repairs.since + limits.fightWindowMs;
    return now >= ends || repairs.count < limits.fightLimit ? 0 : ends - now;
}
/** The count after one more repair. Right after a window in which the limit was reached, one repair fills the next. */
export function countRepair(repairs, now, limits) {
    const { fightLimit, fightWindowMs } = limits;
    const age = now - repairs.since;
    if (age < fightWindowMs)
        return { since: repairs.since, count: repairs.count + 1 };
    const stillFighting = repairs.count >= fightLimit && age < 2 * fightWindowMs;
    return { since: now, count: stillFighting ? fightLimit : 1 };
}
//# sourceMappingURL=fights.js.map