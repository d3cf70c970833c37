import { TICK_MS } from './world.js';
/** Longer than any hold or grace of the hub. */
const LONGEST_MS = 7_200_000;
/** Nothing has changed for this long, ms: longer than a grace, so that what time alone changes is seen. */
const QUIET_MS = 100_000;
/**
 * One line for each tick in which anything changed: the time since the beginning, and for each cluster `given (ready)`, with `!` for
 * one that the hub does not reach. At the end why each has what it has.
 */
export function transcriptOf(about, world, happenings) {
    const begin = world.now;
    const lines = [`# ${about}`, ''];
    let last = '';
    const look = () => {
        const line = stateOf(world);
        if (line === last)
            return false;
        last = line;
        lines.push(`  ${timeOf(world.now - begin)}  ${line}`);
        return true;
    };
    for (const { what, act, forMs } of happenings) {
        lines.push(what);
        act(world);
        let quietMs = 0;
        for (let ms = 0; ms < (forMs ?? LONGEST_MS) && (forMs !== undefined || quietMs < QUIET_MS); ms += TICK_MS) {
            world.tick();
            quietMs = look() ? 0 : quietMs + TICK_MS;
        }
    }
    lines.push('', 'why:');
    for (const [cluster, reason] of [...world.reasons()].sort())
        lines.push(`  ${cluster}: ${reason}`);
    if (world.unplaced > 0)
        lines.push(`  unplaced: ${world.unplaced}`);
    return `${lines.join('\n')}\n`;
}
function timeOf(ms) {
    const seconds = Math.round(ms / 1_000);
    const two = (value) => String(value).padStart(2, '0');
    return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}
function stateOf(world) {
    const given = world.given();
    return [...world.members.values()]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((member) => {
        const { ready } = member.pods(world.now);
        const told = given.get(member.name);
        const state = told === undefined ? '-' : `${told} (${ready})`;
        return `${member.name}${member.isCut ? '!' : ' '}${state.padEnd(8)}`;
    })
        .join(' ')
        .trimEnd();
}
//# sourceMappingURL=transcript.js.map