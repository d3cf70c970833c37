import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sleep, systemClock } from '#libs/process';
import { canFakeTime, FakeClock } from '../support/fake-clock.js';
import { FaultTable } from '../support/fault-table.js';
import { useFederation } from '../support/federation.js';
import { LinkedServers, treeOf, type Links } from '../support/linked-servers.js';
import { Replayer } from '../support/replayer.js';
import { SmallDisk } from '../support/small-disk.js';
import { Steadiness } from '../support/steadiness.js';
import { Writers } from '../support/writers.js';

/**
 * The matrix of faults, on the real processes with a proxy in each connection: clients write, something goes wrong for a while
 * and is mended; then everything that was acknowledged is everywhere, and no member was written to without need.
 */

jest.setTimeout(120_000);

const SECOND = 1_000;
const HOUR_S = 3_600;
/** Of an agent's checkpoint. */
const DISK_MB = 4;

/** What goes wrong; the answer mends it. */
type Fault = () => Mend | undefined | Promise<Mend | undefined>;
type Mend = () => unknown;

let servers: LinkedServers;
let steadiness: Steadiness;
/** Versions in members after the last fault; undefined when that test failed. */
let rest: Record<string, string> | undefined;
let agentClock: FakeClock;
let hubClock: FakeClock;
let disk: SmallDisk | undefined;
const table = new FaultTable();

const federation = useFederation('faults', 2, async () => {
  servers = await LinkedServers.start({
    hub: ({ dir }) => {
      hubClock = new FakeClock(join(dir, 'hub.time'));
      return hubClock.settings;
    },
    agent: async ({ dir, clusters }, cluster) => {
      if (cluster !== clusters[0]) return {};
      disk ??= await SmallDisk.mount(join(dir, 'agents', cluster), DISK_MB);
      agentClock = new FakeClock(join(dir, 'agent.time'));
      return agentClock.settings;
    },
    close: async () => disk?.unmount(),
  });
  return servers;
});

beforeAll(async () => {
  steadiness = await Steadiness.begin(federation());
  rest = await steadiness.versions();
}, 120_000);

async function survives(name: string, lastsMs: number, fault: Fault, isNoticed: boolean): Promise<void> {
  const before = await steadiness.versions();
  // Since the test before nothing has happened, and so nothing may have been written.
  expect(before).toEqual(rest ?? before);
  rest = undefined;
  const writers = new Writers(federation().hub, name.replaceAll(/[^a-z]+/g, '-'));
  let mendedAt = 0;
  let begunAt = 0;
  await writers.during(2, async () => {
    await writers.more(6);
    begunAt = performance.now();
    const mend = await fault();
    await sleep(systemClock, lastsMs);
    await mend?.();
    mendedAt = performance.now();
    await writers.more(6);
  });
  await explained(() => writers.verify(federation()));
  await federation().allReady();
  // What was there before is as it was.
  const after = await steadiness.versions();
  if (name === MEMBER_KILLED) expect(uidsOf(after)).toMatchObject(uidsOf(before));
  else expect(after).toMatchObject(before);
  await explained(() => steadiness.scales());
  const restedMs = performance.now() - mendedAt;
  table.add(name, mendedAt - begunAt, restedMs, writers.acknowledged, writers.uncertain);
  if (!isNoticed) expect(writers.uncertain).toBe(0);
  rest = await steadiness.versions();
}

/** A failure with the last words of all processes. */
async function explained(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    const { processes, clusters } = federation();
    const said = ['hub', ...clusters.map((cluster) => `agent-${cluster}`)].map(
      (name) => `${name}:\n${processes.tail(name)}`,
    );
    throw new Error(`${cause instanceof Error ? cause.message : ''}\n${said.join('\n')}`, { cause });
  }
}

const agent = (): string => `agent-${federation().clusters[0] ?? ''}`;
const simulator = (): string => `simulator-${federation().clusters[0] ?? ''}`;
const pidsOf = {
  hub: () => [federation().processes.pid('hub')],
  Postgres: () => treeOf(servers.postgres.pid() ?? 0),
  'nats-server': () => [servers.natsPid()],
  'an agent': () => [federation().processes.pid(agent())],
  "a member's API server": () => [federation().processes.pid(simulator())],
};
type Process = keyof typeof pidsOf;
/** Whether clients of the hub notice. */
const NOTICED: Readonly<Record<Process, boolean>> = {
  hub: true,
  Postgres: true,
  'nats-server': false,
  'an agent': false,
  "a member's API server": false,
};

async function killed(process: Process): Promise<() => Promise<void>> {
  const { processes } = federation();
  const [cluster = ''] = federation().clusters;
  switch (process) {
    case 'hub':
      await processes.end('hub', 'SIGKILL');
      return () => federation().startHub();
    case 'Postgres':
      await servers.postgres.kill();
      return () => servers.postgres.start();
    case 'nats-server':
      signal([servers.natsPid()], 'SIGKILL');
      return () => Promise.resolve();
    case 'an agent':
      await processes.end(agent(), 'SIGKILL');
      return () => federation().startAgent(cluster);
    case "a member's API server":
      await processes.end(simulator(), 'SIGKILL');
      return () => federation().startSimulator(cluster);
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name);
}

const LINKS: Readonly<
  Record<string, { readonly of: (links: Links) => TcpProxyLike; readonly noticed: boolean }>
> = {
  'hub and Postgres': { of: ({ hubToPostgres }) => hubToPostgres, noticed: true },
  'hub and broker': { of: ({ hubToBroker }) => hubToBroker, noticed: false },
  'agents and broker': { of: ({ agentsToBroker }) => agentsToBroker, noticed: false },
  'agent and member': {
    of: ({ agentToMember }) => agentToMember.get(federation().clusters[0] ?? '') as TcpProxyLike,
    noticed: false,
  },
};
type TcpProxyLike = Links['hubToPostgres'];

/** A simulator gives out new resourceVersions when it starts. */
const MEMBER_KILLED = "kill a member's API server";

function uidsOf(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).map(([name, text]) => [name, text.split(' ')[0] ?? '']));
}

it('nothing goes wrong', () => survives('nothing', 0, () => undefined, false));

describe.each(Object.keys(pidsOf) as Process[])('%s', (process) => {
  it('is killed', () => survives(`kill ${process}`, SECOND, () => killed(process), NOTICED[process]));

  it('is stopped for 6 s', () =>
    survives(
      `stop ${process}`,
      6 * SECOND,
      () => {
        const pids = pidsOf[process]();
        signal(pids, 'SIGSTOP');
        return () => signal(pids, 'SIGCONT');
      },
      NOTICED[process],
    ));
});

describe.each(Object.entries(LINKS))('between %s', (name, { of, noticed }) => {
  it('connections are cut', () =>
    survives(
      `cut ${name}`,
      3 * SECOND,
      () => (of(servers.links).cut(), () => of(servers.links).open()),
      noticed,
    ));

  it('nothing passes for 7 s', () =>
    survives(
      `stall ${name}`,
      7 * SECOND,
      () => (of(servers.links).stall(), () => of(servers.links).open()),
      noticed,
    ));

  it('connections are half-open', () =>
    survives(`half-open ${name}`, 0, () => (of(servers.links).forget(), undefined), noticed));
});

it('every connection is slow', () =>
  survives(
    'delay 200 ms everywhere',
    4 * SECOND,
    () => {
      for (const link of servers.allLinks) link.delay(200);
      return () => servers.allLinks.forEach((link) => link.open());
    },
    false,
  ));

it('the broker sends old messages after new ones, twice, and all of them again', async () => {
  let replayer: Replayer | undefined;
  await survives(
    'messages twice and out of order',
    4 * SECOND,
    async () => {
      replayer = await Replayer.start(federation(), servers, 1);
      return async () => {
        await replayer?.resetConsumers(federation().clusters);
        await replayer?.stop();
      };
    },
    false,
  );
  expect(replayer?.stale).toBeGreaterThan(20);
});

it("an agent's disk is full", () => {
  if (!disk) return Promise.resolve();
  return survives(
    'full disk of an agent',
    3 * SECOND,
    async () => (await disk?.fill(), () => disk?.free()),
    false,
  );
});

(canFakeTime ? describe : describe.skip).each([
  ['forward', HOUR_S],
  ['back', -HOUR_S],
])('the clock jumps an hour %s and returns', (name, seconds) => {
  it.each(['agent', 'hub'])('%s', (whose) =>
    survives(
      `clock of ${whose} ${name}`,
      4 * SECOND,
      () => {
        const clock = whose === 'hub' ? hubClock : agentClock;
        clock.set(seconds);
        return () => clock.set(0);
      },
      false,
    ),
  );
});
