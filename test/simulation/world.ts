import { MemoryBroker, type Fault, type FaultEvent } from '#libs/transport';
import { seededRandom } from '#libs/controller-runtime';
import { CLUSTERS, HubApi } from './hub-api.js';
import { HUB_UID, Invariants } from './invariants.js';
import { SimProcess } from './process.js';
import { credential, SimAgent } from './sim-agent.js';
import { drained, SimClock } from './sim-clock.js';
import { SimHub } from './sim-hub.js';
import { SimMember } from './sim-member.js';
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

interface HubRun {
  readonly process: SimProcess;
  readonly hub: SimHub;
}

/** A federation in memory: one hub, members with their agents, a broker, and time that goes when it is told to. */
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
  private hubRun: HubRun | undefined;
  /** The hub dies at the n-th call from now. */
  private hubDiesIn = Infinity;
  private hubDiesAt = '';

  constructor(readonly seed: number) {
    this.random = seededRandom(seed);
    this.store = new SimStore(
      this.clock,
      (key) => this.api.log.objects.get(key)?.metadata.resourceVersion ?? '',
      (plan) => this.invariants.planned(plan),
    );
    this.invariants.store = this.store;
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

  async join(name: string): Promise<void> {
    this.members.set(name, new SimMember(name, this.clock, this.random, this.invariants));
    await this.store.agents.upsert({ ...credential(name), joinedAt: this.clock.now() });
    this.api.post(
      { ...CLUSTERS, namespace: '', name },
      {
        apiVersion: 'federation.meridian.dev/v1',
        kind: 'Cluster',
        metadata: { name, labels: { half: this.members.size % 2 === 0 ? 'even' : 'odd' } },
        spec: { state: 'active' },
      },
    );
    await this.broker.hub('operator').ensureWorkConsumer(name);
    await this.startAgent(name);
  }

  isRunning(cluster: string): boolean {
    return this.agents.has(cluster);
  }

  async startAgent(cluster: string): Promise<void> {
    const member = this.members.get(cluster);
    if (!member || this.agents.has(cluster)) return;
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

  get isHubUp(): boolean {
    return this.hubRun !== undefined;
  }

  async startHub(): Promise<void> {
    if (this.hubRun) return;
    const process = new SimProcess(this.clock, this.random);
    this.hubDiesIn = Infinity;
    const started = SimHub.start({
      process,
      store: this.store,
      api: this.api,
      broker: this.broker,
      around: (when, method) => this.hubCalls(process, when, method),
      loses: () => this.chance(this.weather.lose),
      againInMs: () => this.lateness(),
    });
    this.hubRun = { process, hub: await this.finished(started) };
  }

  /** At the n-th call of `method` from now, before or after it is carried out. */
  killHubAt(point: string, calls: number): void {
    this.hubDiesAt = point;
    this.hubDiesIn = calls;
  }

  killHub(): void {
    this.hubRun?.process.kill();
    this.hubRun = undefined;
    this.hubDiesIn = Infinity;
    this.store.forgetListeners();
  }

  run(ms: number): Promise<void> {
    return this.clock.run(ms);
  }

  private lateness(): number {
    return this.chance(this.weather.late) ? 1 + this.below(LATE_MS) : 0;
  }

  private hubCalls(process: SimProcess, when: 'before' | 'after', method: string): void {
    if (this.hubRun?.process !== process || `${when} ${method}` !== this.hubDiesAt) return;
    if (--this.hubDiesIn > 0) return;
    this.tell(`the hub dies ${when} ${method}`);
    this.killHub();
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
