import { type DataSource } from 'typeorm';
import { AgentRepository } from './agent-repository.js';
import { AuditRepository } from './audit-repository.js';
import { type Clock, type Logger } from '#libs/process';
import { type BatcherStatus } from './batcher.js';
import { createCodec, type Codec } from './codec.js';
import { EdgeRepository } from './edge-repository.js';
import { ExclusiveLocks, type Tenure } from './exclusive.js';
import { Database, type PoolStatus } from './database.js';
import { HeartbeatRepository } from './heartbeat-repository.js';
import { Hints } from './hints.js';
import { forgetCluster } from './forget-cluster.js';
import { leaveGenerationGap, readGenerationGaps, type GenerationGap } from './generation-gaps.js';
import { raiseEpoch, readHubState, releaseDeletions, type Future, type HubState } from './hub-state.js';
import { JoinTokenRepository } from './join-token-repository.js';
import { type KeyProvider } from './key-provider.js';
import { DEFAULT_STORE_LIMITS, type StoreLimits } from './limits.js';
import { startMaintenance } from './maintenance.js';
import { MoveRepository } from './move-repository.js';
import { openObjects } from './open-objects.js';
import { type PostgresStorage } from './postgres-storage.js';
import { ReportRepository } from './report-repository.js';
import { connectDataSource, runMigrations } from './schema.js';
import { SHARDS, type Shard } from './shards.js';
import { createSweep } from './sweep.js';
import { type Tailer } from './tailer.js';
import { checkKey, Vault } from './vault.js';
import { WorkRepository } from './work-repository.js';

export interface StoreOptions {
  readonly databaseUrl: string;
  readonly keyProvider: KeyProvider;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<StoreLimits>;
}

export interface StoreStatus {
  /** Whether the last look at the database succeeded. */
  readonly connected: boolean;
  /** Whether hints from other hubs arrive (else changes of theirs come with the poll). */
  readonly listening: boolean;
  readonly pool: PoolStatus;
  readonly shards: readonly ShardStatus[];
  /** By what they batch. */
  readonly queues: Readonly<Record<string, BatcherStatus>>;
}

export interface ShardStatus {
  readonly shard: Shard;
  /** The newest change that watchers of this process were given. */
  readonly resourceVersion: number;
  readonly ringEntries: number;
  readonly ringBytes: number;
  readonly watchers: number;
}

export interface Store {
  readonly storage: PostgresStorage;
  readonly work: WorkRepository;
  readonly reports: ReportRepository;
  readonly moves: MoveRepository;
  readonly heartbeats: HeartbeatRepository;
  readonly audit: AuditRepository;
  readonly agents: AgentRepository;
  readonly edges: EdgeRepository;
  readonly joinTokens: JoinTokenRepository;
  readonly vault: Vault;
  /** Identity and epoch, made by the first hub that asks. */
  hubState(): Promise<HubState>;
  /** For a hub that starts, before it saves any plan: generations that a lost future may have given are not given again. */
  leaveGenerationGap(): Promise<void>;
  /** What starts have left out in this epoch, in order; 64 at most. */
  generationGaps(): Promise<GenerationGap[]>;
  /**
   * For a hub that finds its counters behind (DESIGN, decision 9): counters jump above `future`, every watch begins anew,
   * deletions are held. `seen` is the state that was behind. All work must be published again after it.
   */
  raiseEpoch(seen: HubState, future?: Future): Promise<HubState>;
  /** An admin has looked: work that deletes goes out again. False: it was not held. */
  releaseDeletions(): Promise<boolean>;
  /** Drops what is kept about one cluster; answers how many rows of work there were. */
  forgetCluster(cluster: string, options?: { readonly keepAgent?: boolean }): Promise<number>;
  /**
   * Waits until this process is the only one of all that share the database to hold the lock `name`, for what only one hub
   * may do at a time. Undefined when `signal` aborts first.
   */
  exclusive(name: string, signal: AbortSignal): Promise<Tenure | undefined>;
  /** Tells all other hubs a key whose work or reports have changed; best effort, `onTold` says where it fails. */
  tell(key: string): void;
  /** `listener` gets keys that other hubs tell; `some`: some were missed. One listener. */
  onTold(listener: (keys: readonly string[] | 'some') => void): void;
  status(): StoreStatus;
  /** Answers what was asked, ends watches with ServiceUnavailable, closes connections. */
  close(): Promise<void>;
}

/** Connects, migrates and starts to follow. Waits up to `startTimeoutMs` for a database that is starting. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, clock, logger } = options;
  const limits: StoreLimits = { ...DEFAULT_STORE_LIMITS, ...options.limits };
  const dataSource = await connectDataSource(databaseUrl, limits, clock);
  await runMigrations(dataSource, databaseUrl, limits);
  const codec = createCodec(options.keyProvider);
  const vault = await openVault(dataSource, codec);
  const database = new Database(databaseUrl, limits, logger);
  const common = { database, limits, clock, logger };
  const hints = new Hints({ databaseUrl, ...common });
  const objects = await openObjects({ ...common, codec, hints });
  const shared = { database, codec, limits, hints };
  const work = new WorkRepository(shared);
  const reports = new ReportRepository(shared);
  const moves = new MoveRepository(shared);
  const heartbeats = new HeartbeatRepository(shared);
  const locks = new ExclusiveLocks({ databaseUrl, limits, clock, logger });
  hints.start(() => objects.tailer.wakeAll());
  const stopMaintenance = startMaintenance(common, createSweep(database, limits.sweepBatch));
  return {
    storage: objects.storage,
    work,
    reports,
    moves,
    heartbeats,
    audit: new AuditRepository(database),
    agents: new AgentRepository(dataSource),
    edges: new EdgeRepository(dataSource),
    joinTokens: new JoinTokenRepository(dataSource),
    vault,
    hubState: () => readHubState(dataSource),
    leaveGenerationGap: () => leaveGenerationGap(dataSource),
    generationGaps: () => readGenerationGaps(dataSource),
    ...telling(hints),
    raiseEpoch: (seen, future) => raiseEpoch(dataSource, seen, future),
    releaseDeletions: async () => {
      if (!(await releaseDeletions(dataSource))) return false;
      work.announce();
      return true;
    },
    forgetCluster: (cluster, how) => forgetCluster(dataSource, cluster, how),
    exclusive: (name, signal) => locks.take(name, signal),
    status: () => ({
      ...followStatus(objects.tailer, hints),
      pool: database.status(),
      queues: { ...objects.queues(), ...work.status(), ...queuesOf({ reports, moves, heartbeats }) },
    }),
    close: async () => {
      stopMaintenance();
      await locks.close();
      await Promise.all([objects.close(), work.close(), reports.close(), moves.close(), heartbeats.close()]);
      await hints.close();
      await Promise.all([database.close(), dataSource.destroy()]);
    },
  };
}

function queuesOf(parts: Record<string, { status(): BatcherStatus }>): Record<string, BatcherStatus> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.status()]));
}

/** @throws Error when its key is not the one that sealed this database */
async function openVault(dataSource: DataSource, codec: Codec): Promise<Vault> {
  const vault = new Vault(dataSource, codec);
  await checkKey(vault);
  return vault;
}

function telling(hints: Hints): Pick<Store, 'tell' | 'onTold'> {
  return { tell: (key) => hints.sendKey(key), onTold: (listener) => hints.onKeys(listener) };
}

function followStatus(
  tailer: Tailer,
  { listening }: Hints,
): Pick<StoreStatus, 'connected' | 'listening' | 'shards'> {
  const shards = SHARDS.map((shard) => shardStatus(shard, tailer));
  return { connected: tailer.connected, listening, shards };
}

function shardStatus(shard: Shard, tailer: Tailer): ShardStatus {
  const ring = tailer.ring(shard);
  const { entries, bytes, watchers } = ring.size;
  return { shard, resourceVersion: ring.head, ringEntries: entries, ringBytes: bytes, watchers };
}
