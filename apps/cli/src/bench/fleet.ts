import { type KubeObject } from '#libs/apimachinery';
import { type DemoFederation } from '../demo/federation.js';
import { replicaSet } from '../demo/manifests.js';
import { CLUSTERS, isReady } from '../demo/steps-create.js';
import { distribution, round, type Distribution } from './figures.js';
import { type Laboratory } from './laboratory.js';
import { ObjectWatch } from './object-watch.js';
import { CONFIG_MAPS, configMap, numbered, postAll } from './rounds.js';
import { WireAgent } from './wire-agent.js';

/** What the hub and its broker do alone: a thousand connected clusters, and nine that do everything at once. */

const FLEET = 1_000;
const REGIONS = 20;
/** Joins at once: each is a TLS handshake and two signatures. */
const JOINING = 16;
const SAMPLES = 10;
const REPLICAS = 3_000;
/** How long the fleet is watched at rest. */
const REST_MS = 10_000;
const FEW = 9;
const BURST = 300;
/** Of the demo's manifest. */
const REPLICA_SETS = '/apis/extensions/v1beta1/namespaces/default/replicasets';

export interface FleetFigures {
  readonly joinedMs: number;
  /** Of one core: the hub's process, and Postgres and NATS, with nothing but heartbeats. */
  readonly restCpu: { readonly hub: number; readonly others: number };
  /** From the request that makes an object until the last of all agents has it. */
  readonly toAllMs: Distribution;
  /** CPU for each object in each cluster, reports included: the hub's process, and Postgres and NATS. */
  readonly memberObjectCpuMs: { readonly hub: number; readonly others: number };
  /** From the request that makes a ReplicaSet until its status is the sum over all clusters. */
  readonly mergedMs: number;
  /** PSS of hub, Postgres and NATS, and of the hub's process alone. */
  readonly memoryMb: number;
  readonly hubMemoryMb: number;
  /** Round by round, with nine clusters. */
  readonly memberObjectsPerSecond: readonly number[];
}

/** The agents of one federation, and when objects reach them. */
class Fleet {
  private readonly agents: WireAgent[] = [];
  private readonly stop = new AbortController();
  private readonly missing = new Map<string, { left: number; resolve: (at: number) => void }>();

  constructor(
    private readonly federation: DemoFederation,
    readonly size: number,
  ) {}

  async join(): Promise<void> {
    const ready = await ObjectWatch.open(this.federation.hub, CLUSTERS);
    const names = numbered('member', this.size);
    const all = Promise.all(names.map((name) => ready.when(name, isReady)));
    const queue = names.entries();
    await Promise.all(
      Array.from({ length: JOINING }, async () => {
        for (const [index, name] of queue) this.agents.push(await this.joinOne(name, index));
      }),
    );
    await all;
    ready.close();
  }

  /** When (performance.now) the last agent has the object `name`. Ask before it is made. */
  everywhere(name: string): Promise<number> {
    return new Promise((resolve) => this.missing.set(name, { left: this.size, resolve }));
  }

  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.agents.map((agent) => agent.close()));
  }

  private async joinOne(cluster: string, index: number): Promise<WireAgent> {
    const { token } = await this.federation.hub.call<{ token: string }>({
      method: 'POST',
      path: '/join-tokens',
      body: { name: cluster, role: 'cluster' },
    });
    const { hubUrl } = this.federation;
    const region = `region-${String(index % REGIONS)}`;
    const onWork = (name: string): void => this.arrived(name);
    return WireAgent.join({ cluster, region, hubUrl, token, onWork }, this.stop.signal);
  }

  private arrived(name: string): void {
    const waiting = this.missing.get(name);
    if (!waiting || --waiting.left > 0) return;
    this.missing.delete(name);
    waiting.resolve(performance.now());
  }
}

export async function benchFleet(laboratory: Laboratory): Promise<FleetFigures> {
  const thousand = await fleetOf(laboratory, FLEET, ofThousand);
  const memberObjectsPerSecond = await fleetOf(laboratory, FEW, bursts);
  return { ...thousand, memberObjectsPerSecond };
}

async function fleetOf<T>(
  laboratory: Laboratory,
  size: number,
  measure: (laboratory: Laboratory, federation: DemoFederation, fleet: Fleet, joinedMs: number) => Promise<T>,
): Promise<T> {
  const federation = await laboratory.start(0);
  const fleet = new Fleet(federation, size);
  try {
    const begin = performance.now();
    await fleet.join();
    const joinedMs = round(performance.now() - begin);
    laboratory.emit({ metric: 'joined', clusters: size, ms: joinedMs });
    return await measure(laboratory, federation, fleet, joinedMs);
  } finally {
    await fleet.close();
  }
}

async function ofThousand(
  laboratory: Laboratory,
  federation: DemoFederation,
  fleet: Fleet,
  joinedMs: number,
): Promise<Omit<FleetFigures, 'memberObjectsPerSecond'>> {
  const before = await laboratory.hubCpu();
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const after = await laboratory.hubCpu();
  const restCpu = {
    hub: share(after.ownMs - before.ownMs),
    others: share(after.othersMs - before.othersMs),
  };
  laboratory.emit({ metric: 'rest', of: 'a core', ...restCpu });
  const begun = await laboratory.hubCpu();
  const toAllMs = distribution(await toAll(federation, fleet));
  const done = await laboratory.hubCpu();
  const each = (ms: number): number => Math.round((ms / SAMPLES / fleet.size) * 1_000) / 1_000;
  const memberObjectCpuMs = {
    hub: each(done.ownMs - begun.ownMs),
    others: each(done.othersMs - begun.othersMs),
  };
  laboratory.emit({ metric: 'toAll', ...toAllMs, memberObjectCpuMs });
  const mergedMs = await merged(federation);
  laboratory.emit({ metric: 'merged', replicas: REPLICAS, ms: mergedMs });
  const memoryMb = await laboratory.hubMemoryMb();
  const hubMemoryMb = await laboratory.hubOwnMemoryMb();
  return { joinedMs, restCpu, toAllMs, memberObjectCpuMs, mergedMs, memoryMb, hubMemoryMb };
}

function share(ms: number): number {
  return Math.round((ms / REST_MS) * 100) / 100;
}

async function toAll({ hub }: DemoFederation, fleet: Fleet): Promise<number[]> {
  const samples: number[] = [];
  for (const name of numbered('all', SAMPLES)) {
    const present = fleet.everywhere(name);
    const begin = performance.now();
    await hub.call({ method: 'POST', path: CONFIG_MAPS, body: configMap(name) });
    samples.push((await present) - begin);
  }
  return samples;
}

async function merged({ hub }: DemoFederation): Promise<number> {
  const body = replicaSet(REPLICAS);
  const watch = await ObjectWatch.open(hub, REPLICA_SETS);
  const whole = watch.when(body.metadata.name ?? '', (object: KubeObject) => {
    const { readyReplicas } = (object['status'] ?? {}) as { readyReplicas?: number };
    return readyReplicas === REPLICAS;
  });
  const begin = performance.now();
  await hub.call({ method: 'POST', path: REPLICA_SETS, body });
  const ms = round((await whole) - begin);
  watch.close();
  return ms;
}

async function bursts(laboratory: Laboratory, { hub }: DemoFederation, fleet: Fleet): Promise<number[]> {
  const rates: number[] = [];
  for (const round of ['first', 'second', 'third']) {
    const names = numbered(round, BURST);
    const present = Promise.all(names.map((name) => fleet.everywhere(name)));
    const begin = performance.now();
    await postAll(hub, CONFIG_MAPS, names.map(configMap));
    const ms = Math.max(...(await present)) - begin;
    const rate = Math.round(((BURST * fleet.size) / ms) * 1_000);
    laboratory.emit({ metric: 'burst', round, objects: BURST, members: fleet.size, perSecond: rate });
    rates.push(rate);
  }
  return rates;
}
