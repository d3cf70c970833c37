import { ACTIONS, create } from './actions.js';
import { CLUSTERS } from './hub-api.js';
import { disagreements } from './converged.js';
import { CALM, World } from './world.js';
const STEPS = 80;
/** Objects that users try to make before anything goes wrong. */
const FIRST = 12;
/** Longer than the longest pause of anything: a difference that nothing repairs is looked at again after ten minutes. */
const SETTLE_MS = 25 * 60_000;
const LOOK_MS = 5_000;
const QUIET_MS = 3 * 60_000;
/** One federation through one storm: the same seed is the same storm. */
export async function runSeed(seed) {
    const world = new World(seed);
    const { violations } = world.invariants;
    const outcome = (problems, convergedMs) => ({
        seed,
        problems: [...violations, ...problems],
        story: world.story,
        convergedMs,
        trace: JSON.stringify([
            world.clock.now(),
            world.random(),
            [...world.members.values()].map(({ writes }) => writes),
        ]),
    });
    await begin(world);
    for (let step = 0; step < STEPS && violations.length === 0; step++)
        await storm(world);
    await heal(world);
    const healed = world.clock.now();
    const end = healed + SETTLE_MS;
    while (world.clock.now() < end && disagreements(world).length > 0)
        await world.run(LOOK_MS);
    const convergedMs = world.clock.now() - healed;
    const left = disagreements(world);
    if (left.length > 0)
        return outcome(left, convergedMs);
    // Rest of what is under way: an agent's answer, a digest.
    await world.run(60_000);
    const writes = () => [...world.members.values()].reduce((sum, member) => sum + member.writes, 0);
    const before = writes();
    await world.run(QUIET_MS);
    const needless = writes() - before;
    const problems = disagreements(world);
    if (needless > 0)
        problems.push(`${needless} writes reached members while nothing happened`);
    return outcome(problems, convergedMs);
}
async function begin(world) {
    const members = 3 + world.below(3);
    for (let at = 1; at <= members; at++)
        await world.join(`m${at}`);
    // Somebody's own, which a user of the federation may want to have as well.
    world.members.get('m2')?.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'taken', namespace: 'default' },
        data: { value: 'mine' },
    });
    await world.startHub();
    for (let at = 0; at < FIRST; at++)
        world.tell(create(world));
    await world.run(5_000);
}
async function storm(world) {
    const action = drawn(world);
    world.tell(action.act(world));
    await world.run(world.chance(0.2) ? world.below(30_000) : world.below(1_500));
    for (const cluster of world.members.keys())
        if (!world.isRunning(cluster) && world.chance(0.4))
            await world.startAgent(cluster);
    if (!world.isHubUp && world.chance(0.7))
        await world.startHub();
}
function drawn(world) {
    const total = ACTIONS.reduce((sum, { weight }) => sum + weight, 0);
    let at = world.random() * total;
    return ACTIONS.find(({ weight }) => (at -= weight) < 0) ?? world.pick(ACTIONS);
}
/** Nothing goes wrong any more. */
async function heal(world) {
    world.tell('everything heals');
    world.weather = CALM;
    world.killHubAt('', Infinity);
    world.broker.partition('hub', false);
    for (const [name, member] of world.members) {
        member.up = true;
        world.broker.partition(name, false);
        world.api.edit({ ...CLUSTERS, namespace: '', name }, (cluster) => ({
            ...cluster,
            spec: { state: 'active' },
        }));
        await world.startAgent(name);
    }
    await world.startHub();
    // What was under way, and outages that end by themselves.
    await world.run(10_000);
}
//# sourceMappingURL=run-seed.js.map