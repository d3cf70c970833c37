import { type KubeObject } from '#libs/apimachinery';
import { MemoryBroker, type Fault, type FaultEvent } from '#libs/transport';
import { seededRandom } from '#libs/controller-runtime';
import { CLUSTERS, HubApi } from './hub-api.js';
import { HUB_UID, Invariants } from './invariants.js';
import { SimProcess } from './process.js';
import { credential, SimAgent } from './sim-agent.js';
import { drained, SimClock } from './sim-clock.js';
import { SimHub } from './sim-hub.js';
import { SimMember } from './sim-member.js';
import { type SimBackup } from './sim-rows.js';
import { SimStore } from './sim-store.js';

/** How messages fare: probabilities, and the longest delay in ms. */
export interface Weather {
  readonly drop: number;
  readonly duplicate: number;
  readonly delay: number;
  readonly delayMs: number;
  /** Answers and confirmations that are lost after the deed. */
  readonly lose: number;
  /** Batches that come once more, when newer ones have come. */
  readonly late: number;
}

/** How late a batch may come once more. */
const LATE_MS = 60_000;

export const CALM: Weather = { drop: 0, duplicate: 0, delay: 0, delayMs: 0, lose: 0, late: 0 };

/** A hub's run, and where it is to die: at the n-th call of `diesAt` from now, before or after it is carried out. */
interface HubRun {
  readonly process: SimProcess;
  diesAt: string;
  diesIn: number;
}

/** The hubs that there may be; the names of their connections to the broker. */
export const HUBS = ['hub', 'hub-2'] as const;
/** The broker has ended the connection of who stood still for so long (nats-config.ts: two pings, and the next). */
const SILENT_MS = 9_000;

/** Everything that Postgres holds, at one moment. */
export interface Backup {
  readonly objects: ReadonlyMap<string, KubeObject>;
  readonly store: SimBackup;
}

/** A federation in memory: hubs over one store, members with their agents, a broker, and time that goes when it is told to. */
export class World {
  readonly clock = new SimClock(Date.parse('2026-11-21T08:00:00Z'));
  readonly random: () => number;
  readonly api = new HubApi(() => this.clock.now());
  readonly invariants = new Invariants(this.api, () => this.clock.now());
  readonly store: SimStore;
  readonly broker: MemoryBroker;
  readonly members = new Map<string, SimMember>();
  /** What was done to this world, for people. */
  readonly story: string[] = [];
  weather = CALM;
  private readonly agents = new Map<string, SimAgent>();
  private readonly disks = new Map<string, Buffer>();
  private readonly hubs = new Map<string, HubRun>();
  /** NATS keys of agents by cluster: each join has its own. */
  private readonly keys = new Map<string, string>();
  /** Clusters whose agents the broker turns away until they join again. */
  private readonly revoked = new Set<string>();
  private joins = 0;
  backup: Backup | undefined;

  constructor(readonly seed: number) {
    this.random = seededRandom(seed);
    this.store = new SimStore(
      this.clock,
      (key) => this.api.log.objects.get(key)?.metadata.resourceVersion ?? '',
      (plan, before) => this.invariants.planned(plan, before),
    );
    this.invariants.store = this.store;
    this.store.onForget = (rows) => this.invariants.forgotten(rows);
    this.api.onRemoved = (object) => this.invariants.removed(object, this.members);
    this.broker = new MemoryBroker({ clock: this.clock, faults: (event) => this.fault(event) });
  }

  tell(text: string): void {
    this.story.push(`${new Date(this.clock.now()).toISOString()} ${text}`);
  }

  chance(probability: number): boolean {
    return probability > 0 && this.random() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** A new cluster, of which nobody has heard. */
  async found(name: string): Promise<void> {
    this.members.set(name, new SimMember(name, this.clock, this.random, this.invariants));
    await this.join(name);
  }

  /**
   * A member joins, anew or again, as apps/hub/src/wiring/on-join.ts has it: with keys and a checkpoint of this membership.
   * False: its Cluster is being removed.
   */
  async join(name: string): Promise<boolean> {
    const key = { ...CLUSTERS, namespace: '', name };
    const cluster = this.api.log.get(key);
    if (cluster?.metadata.deletionTimestamp !== undefined) return false;
    this.loseAgent(name);
    const natsPublicKey = `U${name}-${++this.joins}`;
    this.keys.set(name, natsPublicKey);
    await this.store.agents.upsert({ ...credential(name), natsPublicKey, joinedAt: this.clock.now() });
    const operator = this.broker.hub('operator');
    if (!cluster) {
      await operator.removeCluster(name);
      await this.store.forgetCluster(name, { keepAgent: true });
    }
    await operator.ensureWorkConsumer(name);
    this.api.post(key, clusterObject(name));
    await this.store.work.republish({ cluster: name });
    await operator.close();
    this.revoked.delete(name);
    this.broker.partition(name, false);
    await this.startAgent(name);
    return true;
  }

  /** Its agent reaches the broker again, unless it is turned away there. */
  reconnect(name: string): void {
    if (!this.revoked.has(name)) this.broker.partition(name, false);
  }

  /** Of a Cluster, also of one that is being deleted. */
  async changePolicy(name: string, deletionPolicy: string): Promise<void> {
    await this.api.modify({ ...CLUSTERS, namespace: '', name }, (cluster) => ({
      ...cluster,
      spec: { ...(cluster['spec'] as object), deletionPolicy },
    }));
  }

  /** Whether there is a Cluster for it; it may be on its way out. */
  isMember(name: string): boolean {
    return this.api.log.get({ ...CLUSTERS, namespace: '', name }) !== undefined;
  }

  /** A member that stays, with an agent that the broker takes. */
  isKnown(name: string): boolean {
    const cluster = this.api.log.get({ ...CLUSTERS, namespace: '', name });
    return (
      cluster !== undefined && cluster.metadata.deletionTimestamp === undefined && !this.revoked.has(name)
    );
  }

  isRunning(cluster: string): boolean {
    return this.agents.has(cluster);
  }

  async startAgent(cluster: string): Promise<void> {
    const member = this.members.get(cluster);
    if (!member || this.agents.has(cluster) || this.revoked.has(cluster)) return;
    const agent = await this.finished(
      SimAgent.start({
        process: new SimProcess(this.clock, this.random),
        member,
        broker: this.broker,
        content: this.disks.get(cluster) ?? Buffer.alloc(0),
        hubUid: HUB_UID,
        random: this.random,
        loses: () => this.chance(this.weather.lose),
        againInMs: () => this.lateness(),
        onAcknowledged: (payload, subject) => this.invariants.acknowledge(cluster, payload, subject),
      }),
    );
    this.invariants.starting(cluster, agent.checkpoint.entries());
    this.agents.set(cluster, agent);
  }

  /** `cut`: how much of what was not durable stays on the disk, from 0 to 1. */
  killAgent(cluster: string, cut: number): void {
    const agent = this.agents.get(cluster);
    if (!agent) return;
    this.disks.set(cluster, Buffer.from(agent.kill(cut)));
    this.agents.delete(cluster);
  }

  /** It is set up anew, with the same identity. */
  loseAgent(cluster: string): void {
    this.killAgent(cluster, 0);
    this.disks.delete(cluster);
    this.invariants.forgetAcknowledged(cluster);
  }

  hubsUp(): string[] {
    return [...this.hubs.keys()];
  }

  async startHub(name: string): Promise<void> {
    if (this.hubs.has(name)) return;
    const process = new SimProcess(this.clock, this.random);
    this.hubs.set(name, { process, diesAt: '', diesIn: Infinity });
    const started = SimHub.start({
      name,
      process,
      store: this.store,
      api: this.api,
      broker: this.broker,
      around: (when, method) => this.hubCalls(name, process, `${when} ${method}`),
      loses: () => this.chance(this.weather.lose),
      againInMs: () => this.lateness(),
      revoke: (key) => this.revoke(key),
    });
    await this.finished(started);
  }

  /** At the n-th call of `method` from now, before or after it is carried out. */
  killHubAt(name: string, diesAt: string, diesIn: number): void {
    const run = this.hubs.get(name);
    if (run) Object.assign(run, { diesAt, diesIn });
  }

  killHub(name: string): void {
    this.hubs.get(name)?.process.kill();
    this.hubs.delete(name);
  }

  /** SIGSTOP, and SIGCONT after `ms`. */
  stopHub(name: string, ms: number): void {
    const process = this.hubs.get(name)?.process;
    if (!process || process.isStopped) return;
    process.stop();
    this.clock.after(ms, () => this.goOn(name, process, ms >= SILENT_MS));
  }

  private goOn(name: string, process: SimProcess, isCutOff: boolean): void {
    if (!process.isStopped || !process.isAlive()) return;
    if (isCutOff) {
      this.broker.partition(name, true);
      this.clock.after(200, () => this.broker.partition(name, false));
    }
    process.goOn();
  }

  /** Every hub goes on at once. */
  wakeHubs(): void {
    for (const [name, { process }] of this.hubs) this.goOn(name, process, true);
  }

  backUp(): void {
    this.backup = { objects: new Map(this.api.log.objects), store: this.store.backUp() };
  }

  /** The hubs are killed, and what Postgres holds is what it held when it was backed up. */
  restore({ objects, store }: Backup): void {
    for (const name of this.hubsUp()) this.killHub(name);
    this.invariants.restoring([...this.members.values()], store.rows);
    this.api.log.restore(objects);
    this.store.restore(store);
  }

  run(ms: number): Promise<void> {
    return this.clock.run(ms);
  }

  private lateness(): number {
    return this.chance(this.weather.late) ? 1 + this.below(LATE_MS) : 0;
  }

  /** The broker turns away whoever has this key, now and later. */
  private revoke(natsPublicKey: string): Promise<void> {
    for (const [name, key] of this.keys) {
      if (key !== natsPublicKey) continue;
      this.revoked.add(name);
      this.broker.partition(name, true);
    }
    return Promise.resolve();
  }

  private hubCalls(name: string, process: SimProcess, call: string): void {
    const run = this.hubs.get(name);
    if (run?.process !== process || call !== run.diesAt || --run.diesIn > 0) return;
    this.tell(`${name} dies ${call}`);
    this.killHub(name);
  }

  /** Time goes on until it is done. */
  private async finished<T>(promise: Promise<T>): Promise<T> {
    const done = new Promise<{ readonly value: T } | undefined>((resolve, reject) => {
      promise.then((value) => resolve({ value }), reject);
    });
    for (let ms = 0; ms < 60_000; ms++) {
      await drained();
      const found = await Promise.race([done, Promise.resolve(undefined)]);
      if (found) return found.value;
      await this.run(1);
    }
    throw new Error('it does not start');
  }

  private fault({ stage }: FaultEvent): Fault {
    const { drop, duplicate, delay, delayMs } = this.weather;
    if (this.chance(drop)) return 'drop';
    if (this.chance(duplicate)) return 'duplicate';
    if (this.chance(delay))
      return { delayMs: 1 + this.below(stage === 'publish' ? Math.min(delayMs, 4_000) : delayMs) };
    return 'none';
  }
}

function clusterObject(name: string): KubeObject {
  return {
    apiVersion: 'federation.meridian.dev/v1',
    kind: 'Cluster',
    metadata: { name, labels: { half: Number(name.slice(1)) % 2 === 0 ? 'even' : 'odd' } },
    spec: { state: 'active' },
  };
}
