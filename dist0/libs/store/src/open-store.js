import { AgentRepository } from './agent-repository.js';
import { AuditRepository } from './audit-repository.js';
import { createCodec } from './codec.js';
import { EdgeRepository } from './edge-repository.js';
import { ExclusiveLocks } from './exclusive.js';
import { Database } from './database.js';
import { HeartbeatRepository } from './heartbeat-repository.js';
import { Hints } from './hints.js';
import { forgetCluster } from './forget-cluster.js';
import { raiseEpoch, readHubState, releaseDeletions } from './hub-state.js';
import { JoinTokenRepository } from './join-token-repository.js';
import { DEFAULT_STORE_LIMITS } from './limits.js';
import { startMaintenance } from './maintenance.js';
import { MoveRepository } from './move-repository.js';
import { openObjects } from './open-objects.js';
import { ReportRepository } from './report-repository.js';
import { connectDataSource, runMigrations } from './schema.js';
import { SHARDS } from './shards.js';
import { createSweep } from './sweep.js';
import { checkKey, Vault } from './vault.js';
import { WorkRepository } from './work-repository.js';
/** Connects, migrates and starts to follow. Waits up to `startTimeoutMs` for a database that is starting. */ export async function openStore(options) {
    const { databaseUrl, clock, logger } = options;
    const limits = {
        ...DEFAULT_STORE_LIMITS,
        ...options.limits
    };
    const dataSource = await connectDataSource(databaseUrl, limits, clock);
    await runMigrations(dataSource, databaseUrl, limits);
    const codec = createCodec(options.keyProvider);
    const vault = await openVault(dataSource, codec);
    const database = new Database(databaseUrl, limits, logger);
    const common = {
        database,
        limits,
        clock,
        logger
    };
    const hints = new Hints({
        databaseUrl,
        ...common
    });
    const objects = await openObjects({
        ...common,
        codec,
        hints
    });
    const shared = {
        database,
        codec,
        limits,
        hints
    };
    const work = new WorkRepository(shared);
    const reports = new ReportRepository(shared);
    const moves = new MoveRepository(shared);
    const heartbeats = new HeartbeatRepository(shared);
    const locks = new ExclusiveLocks({
        databaseUrl,
        limits,
        clock,
        logger
    });
    hints.start(()=>objects.tailer.wakeAll());
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
        hubState: ()=>readHubState(dataSource),
        ...telling(hints),
        raiseEpoch: (seen, future)=>raiseEpoch(dataSource, seen, future),
        releaseDeletions: async ()=>{
            if (!await releaseDeletions(dataSource)) return false;
            work.announce();
            return true;
        },
        forgetCluster: (cluster, how)=>forgetCluster(dataSource, cluster, how),
        exclusive: (name, signal)=>locks.take(name, signal),
        status: ()=>({
                ...followStatus(objects.tailer, hints),
                pool: database.status(),
                queues: {
                    ...objects.queues(),
                    ...work.status(),
                    ...queuesOf({
                        reports,
                        moves,
                        heartbeats
                    })
                }
            }),
        close: async ()=>{
            stopMaintenance();
            await locks.close();
            await Promise.all([
                objects.close(),
                work.close(),
                reports.close(),
                moves.close(),
                heartbeats.close()
            ]);
            await hints.close();
            await Promise.all([
                database.close(),
                dataSource.destroy()
            ]);
        }
    };
}
function queuesOf(parts) {
    return Object.fromEntries(Object.entries(parts).map(([name, part])=>[
            name,
            part.status()
        ]));
}
/** @throws Error when its key is not the one that sealed this database */ async function openVault(dataSource, codec) {
    const vault = new Vault(dataSource, codec);
    await checkKey(vault);
    return vault;
}
function telling(hints) {
    return {
        tell: (key)=>hints.sendKey(key),
        onTold: (listener)=>hints.onKeys(listener)
    };
}
function followStatus(tailer, { listening }) {
    const shards = SHARDS.map((shard)=>shardStatus(shard, tailer));
    return {
        connected: tailer.connected,
        listening,
        shards
    };
}
function shardStatus(shard, tailer) {
    const ring = tailer.ring(shard);
    const { entries, bytes, watchers } = ring.size;
    return {
        shard,
        resourceVersion: ring.head,
        ringEntries: entries,
        ringBytes: bytes,
        watchers
    };
}
