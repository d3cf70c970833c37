import { type Action } from './actions.js';
import { CLUSTERS } from './hub-api.js';
import { HUBS, type World } from './world.js';

function outage(world: World): string {
  const name = world.pick([...world.members.keys()]);
  const member = world.members.get(name);
  const ms = world.chance(0.3) ? world.below(200_000) : world.below(15_000);
  const isApi = world.chance(0.4);
  if (isApi && member) member.up = false;
  else world.broker.partition(name, true);
  member?.log.wake();
  world.clock.after(ms, () => {
    if (isApi && member) member.up = true;
    else world.reconnect(name);
  });
  return `${name}: ${isApi ? 'its API server' : 'the broker'} is away for ${ms} ms`;
}

function hubCut(world: World): string {
  const name = world.pick(HUBS);
  const ms = world.below(30_000);
  world.broker.partition(name, true);
  world.clock.after(ms, () => world.broker.partition(name, false));
  return `${name} is cut off for ${ms} ms`;
}

function crashAgent(world: World): string {
  const name = world.pick([...world.members.keys()]);
  const cut = world.random();
  world.killAgent(name, cut);
  return `the agent of ${name} is killed; ${Math.round(cut * 100)} % of what was not durable stays`;
}

function loseAgent(world: World): string {
  const name = world.pick([...world.members.keys()]);
  world.loseAgent(name);
  return `the agent of ${name} is killed, and its disk is lost`;
}

const POINTS = ['save', 'publishWork', 'markPublished', 'saveBatch', 'modify', 'updateStatus', 'republish'];

function crashHub(world: World): string {
  const name = world.pick(HUBS);
  const point = `${world.pick(['before', 'after'])} ${world.pick(POINTS)}`;
  const calls = 1 + world.below(5);
  world.killHubAt(name, point, calls);
  return `${name} will die: call ${calls}, ${point}`;
}

function crashHubNow(world: World): string {
  const name = world.pick(HUBS);
  world.killHub(name);
  return `${name} is killed`;
}

/** Up to what the database and the broker bear, and far beyond it. */
function stopHub(world: World): string {
  const name = world.pick(HUBS);
  const ms = world.chance(0.5) ? world.below(6_000) : world.below(90_000);
  world.stopHub(name, ms);
  return `${name} stands still for ${ms} ms`;
}

function backUp(world: World): string {
  world.backUp();
  return 'admin: backs the store up';
}

function restore(world: World): string {
  if (!world.backup) return 'admin: has no backup';
  world.restore(world.backup);
  return 'admin: restores the backup';
}

function confirm(world: World): string {
  if (!world.store.deletionsHeld) return 'admin: has nothing to confirm';
  void world.store.releaseDeletions();
  return 'admin: confirms deletions';
}

/** How much is left of a federation whose clusters leave. */
const FEWEST = 2;

function leave(world: World): string {
  const staying = world.api.log
    .of(CLUSTERS)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (staying.length <= FEWEST) return 'admin: keeps the clusters that there are';
  const name = world.pick(staying).metadata.name ?? '';
  const key = { ...CLUSTERS, namespace: '', name };
  const deletionPolicy = world.pick(['orphan', 'delete', 'drain']);
  world.api.edit(key, (cluster) => ({
    ...cluster,
    spec: { ...(cluster['spec'] as object), deletionPolicy },
  }));
  world.api.remove(key);
  return `admin: delete cluster ${name}, ${deletionPolicy}`;
}

async function joinAgain(world: World): Promise<string> {
  const gone = [...world.members.keys()].filter((name) => !world.isMember(name));
  if (gone.length === 0) return 'admin: all clusters are here';
  const name = world.pick(gone);
  await world.join(name);
  return `admin: ${name} joins again`;
}

function capacity(world: World): string {
  const member = world.pick([...world.members.values()]);
  const room = world.chance(0.4) ? Infinity : world.below(12);
  member.pods.capacity = room;
  member.pods.roomSoon();
  return `${member.name} has room for ${room} pods`;
}

function wipe(world: World): string {
  world.broker.loseDisk();
  return 'the broker loses its disk';
}

/** What becomes of processes, connections, disks and clusters. */
export const FATES: readonly Action[] = [
  { name: 'outage', weight: 6, act: outage },
  { name: 'hubCut', weight: 2, act: hubCut },
  { name: 'crashAgent', weight: 5, act: crashAgent },
  { name: 'loseAgent', weight: 1, act: loseAgent },
  { name: 'crashHub', weight: 5, act: crashHub },
  { name: 'crashHubNow', weight: 2, act: crashHubNow },
  { name: 'stopHub', weight: 3, act: stopHub },
  { name: 'backUp', weight: 1.5, act: backUp },
  { name: 'restore', weight: 1, act: restore },
  { name: 'confirm', weight: 1, act: confirm },
  { name: 'leave', weight: 1.5, act: leave },
  { name: 'joinAgain', weight: 2, act: joinAgain },
  { name: 'capacity', weight: 2, act: capacity },
  { name: 'wipe', weight: 1, act: wipe },
];
