import { parseObjectKey, formatGroupResource } from '#libs/apimachinery';
import { addToDigest, EMPTY_DIGEST } from '#libs/protocol';
import {
  DEFAULT_STORE_LIMITS,
  type AgentCredential,
  type AuditedRow,
  type GenerationGap,
  type HeartbeatRow,
  type HubState,
  type KeyedReport,
  type ObjectPlan,
  type OutboxItem,
  type PlannedWork,
  type ReportRow,
  type ResourceDigest,
  type WorkRow,
} from '#libs/store';
import { type SimProcess } from './process.js';
import { type SimClock } from './sim-clock.js';
import {
  byCluster,
  contentOf,
  hashOf,
  isAsStored,
  isNewer,
  nameOf,
  type PlanListener,
  type SimBackup,
  type SimRow,
} from './sim-rows.js';
import { SimTenure } from './sim-tenure.js';

interface Listener {
  readonly isAlive: () => boolean;
  readonly tell: () => void;
}

/**
 * The hub's tables for work, reports and the outbox in memory, by the rules of libs/store (save_work of migrations/0007-moves.ts,
 * the statements of outbox-statements.ts and report-repository.ts). It outlives hubs, as Postgres does.
 */
export class SimStore {
  readonly rows = new Map<string, SimRow>();
  readonly reported = new Map<string, ReportRow>();
  readonly heard = new Map<string, HeartbeatRow>();
  /** Every delete that was ever stored: generations by `cluster key`. */
  readonly deletes = new Map<string, number[]>();
  /** Told of rows that are dropped with their cluster. */
  onForget: (rows: readonly SimRow[]) => void = () => undefined;
  private readonly manifests = new Map<string, string>();
  private readonly joined = new Map<string, AgentCredential>();
  private generation = 0;
  private gaps: GenerationGap[] = [];
  private state: HubState = { hubUid: 'hub-1', epoch: 1, deletionsHeld: false };
  private listeners: Listener[] = [];
  private holder: SimTenure | undefined;

  constructor(
    private readonly clock: SimClock,
    /** resourceVersion of the object as stored; '' without one. */
    private readonly versionOf: (key: string) => string,
    private readonly onPlan: PlanListener,
  ) {}

  backUp(): SimBackup {
    const { rows, reported, heard, joined, generation, gaps, state } = this;
    return structuredClone({ rows, reported, heard, joined, generation, gaps, state });
  }

  /** All hubs are dead. What is remembered of deletes stays: it is what was told to members. */
  restore(backup: SimBackup): void {
    const { rows, reported, heard, joined, generation, gaps, state } = structuredClone(backup);
    for (const [mine, theirs] of [
      [this.rows, rows],
      [this.reported, reported],
      [this.heard, heard],
      [this.joined, joined],
    ] as const) {
      const into = mine as Map<string, unknown>;
      into.clear();
      for (const [name, value] of theirs) into.set(name, value);
    }
    Object.assign(this, { generation, gaps, state });
  }

  get deletionsHeld(): boolean {
    return this.state.deletionsHeld;
  }

  get epoch(): number {
    return this.state.epoch;
  }

  /** `tell` is called after each plan that is saved, by whichever hub, while its process lives. */
  listen(isAlive: () => boolean, tell: () => void): void {
    this.listeners.push({ isAlive, tell });
  }

  rowsOf(key: string): SimRow[] {
    return [...this.rows.values()].filter((row) => row.key === key).sort(byCluster);
  }

  rowsIn(cluster: string): SimRow[] {
    return [...this.rows.values()].filter((row) => row.cluster === cluster);
  }

  hubState(): Promise<HubState> {
    return Promise.resolve(this.state);
  }

  leaveGenerationGap(): Promise<void> {
    const after = this.generation;
    if (after > 0 && this.gaps.at(-1)?.upTo !== after) {
      this.generation = Math.max(after + 1, this.clock.now() * 1_000);
      this.gaps.push({ after, upTo: this.generation });
    }
    return Promise.resolve();
  }

  generationGaps(): Promise<GenerationGap[]> {
    return Promise.resolve([...this.gaps]);
  }

  raiseEpoch(seen: HubState, { generation }: { generation: number }): Promise<HubState> {
    if (seen.epoch === this.state.epoch) {
      const now = this.clock.now();
      const epoch = Math.max(seen.epoch + 1, Math.floor(now / 1_000));
      this.state = { ...this.state, epoch, deletionsHeld: true };
      this.generation = Math.max(this.generation + 1_000_000_000, now * 1_000, generation + 1);
      this.gaps = [];
    }
    return Promise.resolve(this.state);
  }

  releaseDeletions(): Promise<boolean> {
    const { deletionsHeld } = this.state;
    this.state = { ...this.state, deletionsHeld: false };
    if (deletionsHeld) this.work.announce();
    return Promise.resolve(deletionsHeld);
  }

  /** The lock for one process at a time, by the rules of libs/store/src/exclusive.ts. */
  async exclusive(process: SimProcess): Promise<SimTenure> {
    while (this.holder?.holds(this.clock.now()))
      await new Promise(
        (resolve) => void process.clock.after(DEFAULT_STORE_LIMITS.lockPollMs, () => resolve(undefined)),
      );
    this.holder?.lose();
    this.holder = new SimTenure(process);
    return this.holder;
  }

  forgetCluster(cluster: string, { keepAgent = false } = {}): Promise<number> {
    const rows = this.rowsIn(cluster);
    this.onForget(rows);
    for (const row of rows) {
      this.rows.delete(nameOf(row));
      this.reported.delete(nameOf(row));
    }
    this.heard.delete(cluster);
    if (!keepAgent) this.joined.delete(cluster);
    return Promise.resolve(rows.length);
  }

  readonly joinTokens = { revokeOf: (): Promise<void> => Promise.resolve() };

  readonly agents = {
    upsert: (agent: AgentCredential): Promise<void> => {
      this.joined.set(agent.cluster, agent);
      return Promise.resolve();
    },
    all: (): Promise<AgentCredential[]> => Promise.resolve([...this.joined.values()]),
    get: (cluster: string): Promise<AgentCredential | undefined> => Promise.resolve(this.joined.get(cluster)),
  };

  readonly heartbeats = {
    saveBatch: (rows: readonly HeartbeatRow[]): Promise<void> => {
      for (const row of rows) this.heard.set(row.cluster, row);
      return Promise.resolve();
    },
  };

  readonly moves = {
    take: (wanted: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> =>
      Promise.resolve(wanted),
  };

  readonly reports = {
    saveBatch: (reports: readonly KeyedReport[], receivedAt: number): Promise<string[]> => {
      const saved = reports.filter(({ key, report }) => {
        const name = `${report.cluster} ${key}`;
        const held = this.reported.get(name)?.report;
        const isNews = !held || isNewer(report, held);
        if (!this.rows.has(name) || !isNews) return false;
        this.reported.set(name, { key, cluster: report.cluster, report, receivedAt });
        return true;
      });
      return Promise.resolve([...new Set(saved.map(({ key }) => key))]);
    },
  };

  readonly audit = {
    digests: (cluster: string, instance: string): Promise<ResourceDigest[]> => {
      const digests = new Map<string, ResourceDigest>();
      for (const row of this.rowsIn(cluster)) {
        const resource = formatGroupResource(parseObjectKey(row.key));
        const before = digests.get(resource) ?? { resource, work: EMPTY_DIGEST, reports: EMPTY_DIGEST };
        const sequence = this.sequenceOf(row, instance);
        digests.set(resource, {
          resource,
          work: addToDigest(before.work, row.generation),
          reports: sequence === undefined ? before.reports : addToDigest(before.reports, sequence),
        });
      }
      return Promise.resolve([...digests.values()]);
    },
    rows: (cluster: string, resource: string, instance: string): Promise<AuditedRow[]> =>
      Promise.resolve(
        this.rowsIn(cluster)
          .filter(({ key }) => key.startsWith(`${resource}/`))
          .map((row) => ({
            key: row.key,
            generation: row.generation,
            publishedMs: row.published ? this.clock.now() - row.publishedAt : undefined,
            sequence: this.sequenceOf(row, instance),
          })),
      ),
  };

  readonly work = {
    load: (key: string): Promise<{ work: WorkRow[]; reports: ReportRow[] }> => {
      const work = this.rowsOf(key);
      return Promise.resolve({ work, reports: work.flatMap((row) => this.reported.get(nameOf(row)) ?? []) });
    },
    save: (plan: ObjectPlan, held?: readonly WorkRow[]): Promise<'saved' | 'unchanged' | 'stale'> =>
      Promise.resolve(this.save(plan, held)),
    outbox: (limit: number, past: ReadonlyMap<string, number> = new Map()): Promise<OutboxItem[]> =>
      Promise.resolve(
        [...this.rows.values()]
          .filter((row) => !row.published && row.generation > (past.get(row.cluster) ?? 0))
          .filter(({ action }) => action !== 'delete' || !this.state.deletionsHeld)
          .sort((a, b) => a.generation - b.generation)
          .slice(0, limit)
          .map((row) => this.itemOf(row)),
      ),
    markPublished: (
      items: readonly Pick<OutboxItem, 'key' | 'cluster' | 'generation' | 'attempt'>[],
    ): Promise<void> => {
      for (const item of items) {
        const row = this.rows.get(nameOf(item));
        if (row?.generation !== item.generation || row.attempt !== item.attempt || row.published) continue;
        this.rows.set(nameOf(row), { ...row, published: true, publishedAt: this.clock.now() });
      }
      return Promise.resolve();
    },
    republish: ({ cluster }: { cluster?: string } = {}): Promise<number> =>
      Promise.resolve(this.again((row) => cluster === undefined || row.cluster === cluster)),
    republishKeys: (cluster: string, keys: readonly string[]): Promise<number> =>
      Promise.resolve(this.again((row) => row.cluster === cluster && keys.includes(row.key))),
    republishRecent: (ms: number): Promise<number> =>
      Promise.resolve(this.again((row) => row.published && row.publishedAt > this.clock.now() - ms)),
    announce: (): void => {
      this.listeners = this.listeners.filter(({ isAlive }) => isAlive());
      for (const { tell } of this.listeners) tell();
    },
    leftInCluster: (cluster: string): Promise<{ rows: number; first: string }> => {
      const rows = this.rowsIn(cluster);
      return Promise.resolve({ rows: rows.length, first: rows[0]?.key ?? '' });
    },
    ofCluster: (cluster: string): SimRow[] => this.rowsIn(cluster),
    maxGeneration: (): Promise<number> => Promise.resolve(this.generation),
    publishedGeneration: (): Promise<number> =>
      Promise.resolve(
        Math.max(
          0,
          ...[...this.rows.values()].filter(({ published }) => published).map((row) => row.generation),
        ),
      ),
    keysWithWork: (): Promise<string[]> =>
      Promise.resolve([...new Set([...this.rows.values()].map(({ key }) => key))].sort()),
  };

  private save(plan: ObjectPlan, held?: readonly WorkRow[]): 'saved' | 'unchanged' | 'stale' {
    const wanted = plan.targets.map((target) => ({ target, content: contentOf(plan, target) }));
    if (held && isAsStored(wanted, held)) return 'unchanged';
    if (this.versionOf(plan.key) !== plan.basis) return 'stale';
    const stored = this.rowsOf(plan.key);
    const isBehind =
      plan.seen !== undefined && stored.some(({ generation }) => generation > (plan.seen ?? 0));
    const differs = wanted.filter(
      ({ target, content }) => this.rows.get(`${target.cluster} ${plan.key}`)?.content !== content,
    );
    const gone = stored.filter((row) => !plan.targets.some(({ cluster }) => cluster === row.cluster));
    if (isBehind && differs.length + gone.length > 0) return 'stale';
    if (held && isAsStored(wanted, stored)) return 'unchanged';
    for (const row of gone) {
      this.rows.delete(nameOf(row));
      this.reported.delete(nameOf(row));
    }
    if (plan.manifest) this.manifests.set(plan.manifest.hash, plan.manifest.text);
    for (const { target, content } of wanted) this.write(plan, target, content);
    this.onPlan(plan, stored);
    this.work.announce();
    return 'saved';
  }

  private write(plan: ObjectPlan, target: PlannedWork, content: string): void {
    const name = `${target.cluster} ${plan.key}`;
    const held = this.rows.get(name);
    const row: SimRow = {
      publishedAt: 0,
      attempt: 0,
      ...(held ? { publishedAt: held.publishedAt, attempt: held.attempt } : {}),
      ...target,
      key: plan.key,
      uid: target.uid ?? plan.uid,
      manifestHash: hashOf(plan, target),
      content,
      ...(held?.content === content
        ? { generation: held.generation, published: held.published }
        : { generation: ++this.generation, published: false }),
    };
    this.rows.set(name, row);
    if (row.action === 'delete') this.deletes.set(name, [...(this.deletes.get(name) ?? []), row.generation]);
  }

  private again(isMeant: (row: SimRow) => boolean): number {
    const rows = [...this.rows.values()].filter(isMeant);
    for (const row of rows)
      this.rows.set(nameOf(row), { ...row, published: false, attempt: row.attempt + 1 });
    if (rows.length > 0) this.work.announce();
    return rows.length;
  }

  private itemOf(row: SimRow): OutboxItem {
    const agent = this.joined.get(row.cluster);
    return {
      ...row,
      epoch: this.state.epoch,
      manifest: this.manifests.get(row.manifestHash) ?? '',
      secret: row.key.startsWith('secrets/'),
      ...(agent ? { agent } : {}),
    };
  }

  private sequenceOf(row: WorkRow, instance: string): number | undefined {
    const report = this.reported.get(nameOf(row))?.report;
    return report?.instance === instance ? report.sequence : undefined;
  }
}
