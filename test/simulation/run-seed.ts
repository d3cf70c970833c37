import { ACTIONS, create, type Action } from './actions.js';
import { FATES } from './fates.js';
import { CLUSTERS } from './hub-api.js';
import { disagreements, unserved } from './converged.js';
import { CALM, HUBS, World } from './world.js';

const STEPS = 80;
/** Objects that users try to make before anything goes wrong. */
const FIRST = 12;
/** Longer than the longest pause of anything: a difference that nothing repairs is looked at again after ten minutes. */
const SETTLE_MS = 25 * 60_000;
const LOOK_MS = 5_000;
/** A full cluster is noticed after a minute, and what it gives up moves at the rate of moves. */
const CROWD_MS = 8 * 60_000;
/** Objects that users try to make meanwhile. */
const FEW = 4;
/** In which a cluster that is to go has gone; and how long its replicas may take to go elsewhere. */
const DRAIN_MS = 4 * 60_000;
const GATHER_MS = 10 * 60_000;
/** How likely a hub that is away comes back with each step. */
const HUB_CHANCES = [
  ['hub', 0.7],
  ['hub-2', 0.2],
] as const;
const QUIET_MS = 3 * 60_000;

export interface Outcome {
  readonly seed: number;
  /** Empty: all is well. */
  readonly problems: readonly string[];
  readonly story: readonly string[];
  /** From the end of the faults until everything agreed, ms of simulated time. */
  readonly convergedMs: number;
  /** Stands for everything that happened: two runs of a seed have the same. */
  readonly trace: string;
}

/** One federation through one storm: the same seed is the same storm. */
export async function runSeed(seed: number): Promise<Outcome> {
  const world = new World(seed);
  const { violations } = world.invariants;
  const outcome = (problems: readonly string[], convergedMs: number): Outcome => ({
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
  for (let step = 0; step < STEPS && violations.length === 0; step++) await storm(world);
  await heal(world);
  await gather(world);
  const waiting = await crowd(world);
  const healed = world.clock.now();
  const end = healed + SETTLE_MS;
  while (world.clock.now() < end && disagreements(world).length > 0) await world.run(LOOK_MS);
  const convergedMs = world.clock.now() - healed;
  while (world.clock.now() < end && (isRetrying(world) || disagreements(world).length > 0))
    await world.run(LOOK_MS);
  const left = [...disagreements(world), ...(isRetrying(world) ? ['who was full is not tried again'] : [])];
  if (left.length + waiting.length > 0) return outcome([...waiting, ...left], convergedMs);
  // Rest of what is under way: an agent's answer, a digest.
  await world.run(60_000);
  const generation = await world.store.work.maxGeneration();
  const writes = (): number => [...world.members.values()].reduce((sum, member) => sum + member.writes, 0);
  const before = writes();
  await world.run(QUIET_MS);
  const needless = writes() - before;
  const problems = disagreements(world);
  if ((await world.store.work.maxGeneration()) !== generation)
    problems.push('plans changed while nothing happened');
  if (needless > 0) problems.push(`${needless} writes reached members while nothing happened`);
  return outcome(problems, convergedMs);
}

async function begin(world: World): Promise<void> {
  const members = 3 + world.below(3);
  for (let at = 1; at <= members; at++) await world.found(`m${at}`);
  // Somebody's own, which a user of the federation may want to have as well.
  world.members.get('m2')?.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'taken', namespace: 'default' },
    data: { value: 'mine' },
  });
  for (const hub of HUBS) await world.startHub(hub);
  for (let at = 0; at < FIRST; at++) world.tell(create(world));
  await world.run(5_000);
}

async function storm(world: World): Promise<void> {
  const action = drawn(world);
  world.tell(await action.act(world));
  await world.run(world.chance(0.2) ? world.below(30_000) : world.below(1_500));
  for (const cluster of world.members.keys())
    if (!world.isRunning(cluster) && world.chance(0.4)) await world.startAgent(cluster);
  // The second one is often away for long: alone and together both must do.
  for (const [hub, chance] of HUB_CHANCES)
    if (!world.hubsUp().includes(hub) && world.chance(chance)) await world.startHub(hub);
}

const ALL = [...ACTIONS, ...FATES];

function drawn(world: World): Action {
  const total = ALL.reduce((sum, { weight }) => sum + weight, 0);
  let at = world.random() * total;
  return ALL.find(({ weight }) => (at -= weight) < 0) ?? world.pick(ALL);
}

/** Nothing goes wrong any more; a cluster may still be full. */
async function heal(world: World): Promise<void> {
  world.tell('everything heals');
  world.weather = CALM;
  world.wakeHubs();
  for (const hub of HUBS) {
    world.killHubAt(hub, '', Infinity);
    world.broker.partition(hub, false);
  }
  await world.startHub(world.pick(HUBS));
  if (world.chance(0.5)) for (const hub of HUBS) await world.startHub(hub);
  for (const [name, member] of world.members) {
    member.up = true;
    member.pods.capacity = Infinity;
    member.pods.roomSoon();
    world.reconnect(name);
    world.api.edit({ ...CLUSTERS, namespace: '', name }, (cluster) => ({
      ...cluster,
      spec: { ...(cluster['spec'] as object), state: 'active' },
    }));
    await world.startAgent(name);
  }
  // What was under way, and outages that end by themselves.
  await world.run(10_000);
}

/** A cluster that was full is tried again after a while, whatever else happens: plans rest only after that. */
function isRetrying({ store }: World): boolean {
  return [...store.rows.values()].some(({ memory }) => memory?.['full'] !== undefined);
}

/**
 * Those that left, or were forgotten with what a backup does not have, come back when what held their names is gone. Who
 * cannot be drained (its replicas may run nowhere else) is let go as it is after a while.
 */
async function gather(world: World): Promise<void> {
  const begun = world.clock.now();
  await world.store.releaseDeletions();
  const away = (): string[] => [...world.members.keys()].filter((name) => !world.isKnown(name));
  while (away().length > 0 && world.clock.now() < begun + GATHER_MS) {
    for (const name of away()) {
      if (await world.join(name)) continue;
      if (world.clock.now() > begun + DRAIN_MS) await world.changePolicy(name, 'orphan');
    }
    await world.run(LOOK_MS);
  }
}

/** In half of the storms one cluster is full for a while, and what it has no room for must run elsewhere. Answers what does not. */
async function crowd(world: World): Promise<string[]> {
  if (world.chance(0.5)) return [];
  const member = world.pick([...world.members.values()]);
  member.pods.capacity = world.below(6);
  world.tell(`${member.name} is full`);
  for (let at = 0; at < FEW; at++) world.tell(create(world));
  const end = world.clock.now() + CROWD_MS;
  await world.run(LOOK_MS);
  while (unserved(world, member.name).length > 0 && world.clock.now() < end) await world.run(LOOK_MS);
  const waiting = unserved(world, member.name);
  member.pods.capacity = Infinity;
  member.pods.roomSoon();
  return waiting;
}
