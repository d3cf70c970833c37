import {} from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { JournalMemory, silentLogger, systemClock } from '#libs/process';
import {} from '#libs/protocol';
import { MemoryBroker } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import {} from '../../apps/agent/src/work/limits.js';
import { HUB_UID, HubEnd } from './hub-end.js';
import {} from './member.js';
export const MANAGED_BY = 'federation.meridian.dev/managed-by';
/** Paces of a test: what takes a minute in life takes a moment. */
const QUICK = {
    slowRetryMs: 200,
    missingApiMs: 200,
    deletionPollMs: 100,
    deletionSlowMs: 150,
    podLookMs: 50,
    unschedulableMs: 100,
    fightLimit: 3,
};
/** One agent between a hub's end in memory and a real member, that can be killed and started again. */
export class AgentBench {
    member;
    broker = new MemoryBroker({ clock: systemClock });
    hub = new HubEnd(this.broker.hub(), 'm1');
    /** Calls of the member's methods by the agent since the last start: `apply`, `get`, ... */
    calls = new Map();
    /** Stands in for methods of the connection: a member that refuses. */
    overrides = {};
    journal = new JournalMemory();
    running;
    constructor(member) {
        this.member = member;
    }
    async start(work = {}) {
        const cluster = await this.member.connect();
        // As after a kill: what the file holds, and nothing of what was in memory.
        this.journal = new JournalMemory(this.journal.snapshot());
        const checkpoint = await Checkpoint.over(this.journal, silentLogger);
        const transport = this.broker.agent('m1');
        this.calls = new Map();
        const agent = new Agent({
            identity: { hubUid: HUB_UID, cluster: 'm1', sealingKeys: [this.hub.sealing] },
            transport,
            member: this.observed(cluster),
            checkpoint,
            clock: systemClock,
            logger: silentLogger,
            options: {
                version: 'test',
                health: { heartbeatMs: 50, nodesMs: 100, requestedMs: 100 },
                work: { ...QUICK, ...work },
            },
        });
        agent.start();
        await transport.consumeWork((deliveries) => agent.handleWork(deliveries));
        this.running = async () => {
            await transport.close();
            await agent.stop();
            await checkpoint.close();
            cluster.close();
        };
        return agent;
    }
    async stop() {
        await this.running?.();
        this.running = undefined;
    }
    /** The object as the member has it. */
    live(object) {
        return this.member.simulator.client.get(keyOf(object));
    }
    /** Changes the object behind the agent's back. */
    async meddle(object, change) {
        await this.member.simulator.client.modify(keyOf(object), (current) => {
            const copy = structuredClone(current);
            change(copy);
            return copy;
        });
    }
    async deleteLive(object) {
        await this.member.simulator.client.delete(keyOf(object));
    }
    create(object) {
        return this.member.simulator.client.create(keyOf(object), structuredClone(object));
    }
    applied(object, generation) {
        return this.hub.reported(object, (report) => report.state === 'Applied' && report.generation === generation);
    }
    /** Resolves when the live object fits, woken by the member's own watch. */
    async liveFits(object, fits) {
        const { client } = this.member.simulator;
        const limit = AbortSignal.timeout(15_000);
        const key = keyOf(object);
        const { resourceVersion } = await client.list(key);
        const found = await client.get(key);
        if (fits(found))
            return found;
        for await (const event of client.watch(key, resourceVersion, limit)) {
            const { name, namespace = '' } = event.object.metadata;
            if (name !== key.name || namespace !== key.namespace)
                continue;
            const now = event.type === 'DELETED' ? undefined : event.object;
            if (fits(now))
                return now;
        }
        throw new Error(`the live object never fitted; it is ${JSON.stringify(await client.get(key))}`);
    }
    observed(cluster) {
        return new Proxy(cluster, {
            get: (target, name) => {
                const own = Reflect.get(target, name);
                if (typeof name !== 'string' || typeof own !== 'function')
                    return own;
                return (...args) => {
                    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
                    const method = (Reflect.get(this.overrides, name) ?? own);
                    return method.apply(target, args);
                };
            },
        });
    }
}
export function keyOf(object) {
    const [group = ''] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
    const { namespace = '', name = '' } = object.metadata;
    return { group, resource: `${object.kind.toLowerCase()}s`, namespace, name };
}
//# sourceMappingURL=agent-bench.js.map