import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { JournalMemory, silentLogger, systemClock } from '#libs/process';
import { MemoryBroker } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import { HUB_UID, HubEnd } from '../support/hub-end.js';
import { startMember } from '../support/member.js';
import { eventually } from '../support/eventually.js';
import { tempDir } from '../support/temp-dir.js';
/** Two agents of one cluster by mistake: one works, the other one stands by, and the hub is told. */
const CONFIG_MAPS = { group: '', resource: 'configmaps', namespace: 'default' };
let directory;
let member;
let broker;
let hub;
const agents = new Map();
beforeAll(async () => {
    directory = await tempDir('agent-lease');
}, 30_000);
afterAll(() => directory.remove());
beforeEach(async () => {
    member = await startMember(directory.path);
    broker = new MemoryBroker({ clock: systemClock });
    hub = new HubEnd(broker.hub(), 'm1');
    await hub.start();
});
afterEach(async () => {
    for (const one of agents.values())
        await one.stop();
    agents.clear();
    await hub.stop();
    await member.stop();
});
async function start(place, { bytes, overrides = {} } = {}) {
    const cluster = await member.connect();
    const counted = {
        ready: () => cluster.ready(),
        version: () => cluster.version(),
        resolve: (...call) => cluster.resolve(...call),
        get: (...call) => cluster.get(...call),
        apply: (resource, object, options) => {
            if (object.kind === 'ConfigMap')
                test.applies++;
            return cluster.apply(resource, object, options);
        },
        mergePatch: (...call) => cluster.mergePatch(...call),
        delete: (...call) => cluster.delete(...call),
        list: (...call) => cluster.list(...call),
        pages: (...call) => cluster.pages(...call),
        watch: (...call) => cluster.watch(...call),
        close: () => cluster.close(),
        ...overrides,
    };
    const journal = new JournalMemory(bytes);
    const checkpoint = await Checkpoint.over(journal, silentLogger);
    const transport = broker.agent('m1');
    const agent = new Agent({
        identity: { hubUid: HUB_UID, cluster: 'm1', sealingKeys: [hub.sealing] },
        transport,
        member: counted,
        checkpoint,
        clock: systemClock,
        logger: silentLogger,
        options: {
            version: 'test',
            place,
            lease: { renewMs: 50, durationMs: 1_000 },
            health: { heartbeatMs: 50 },
            audit: { everyMs: 60_000 },
        },
    });
    const kill = async () => {
        await transport.close();
        cluster.close();
        agents.delete(place);
    };
    const test = {
        agent,
        journal,
        applies: 0,
        kill,
        stop: async () => {
            await transport.close();
            await agent.stop();
            await checkpoint.close();
            cluster.close();
        },
    };
    agents.set(place, test);
    agent.start();
    await transport.consumeWork((deliveries) => agent.handleWork(deliveries));
    return test;
}
function configMap(name, value) {
    return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'default' },
        data: { v: value },
    };
}
async function applied(name, value) {
    const { generation } = await hub.apply(configMap(name, value));
    await hub.reported(configMap(name, value), (report) => report.generation === generation && report.state === 'Applied');
}
const versionOf = async (name) => (await member.simulator.client.get({ ...CONFIG_MAPS, name }))?.metadata.resourceVersion;
describe('a second agent', () => {
    it('stands by while the first one works, and is told of', async () => {
        const first = await start('a:/x');
        await applied('one', '1');
        const second = await start('b:/x', { bytes: first.journal.snapshot() });
        const { rival } = await hub.heartbeat((heartbeat) => heartbeat.rival !== undefined);
        expect(rival).toBe('b:/x');
        for (const value of ['2', '3', '4'])
            await applied('one', value);
        expect(second.applies).toBe(0);
        expect(new Set(hub.heartbeats.map(({ instance }) => instance)).size).toBe(1);
        await second.stop();
        agents.delete('b:/x');
        await hub.heartbeat((heartbeat) => heartbeat.rival === undefined);
    }, 30_000);
    it('goes on when the first one is stopped', async () => {
        const first = await start('a:/x');
        await applied('one', '1');
        const second = await start('b:/x');
        await hub.heartbeat((heartbeat) => heartbeat.rival !== undefined);
        await first.stop();
        agents.delete('a:/x');
        await applied('two', '1');
        expect(second.applies).toBeGreaterThan(0);
    }, 30_000);
    it('goes on when the first one is cut off from the broker', async () => {
        const first = await start('a:/x');
        await applied('one', '1');
        const { instance } = await hub.heartbeat(() => true);
        // Both are m1 to the broker: the first one alone loses it.
        await first.kill();
        await start('b:/x', { bytes: first.journal.snapshot() });
        await hub.heartbeat((heartbeat) => heartbeat.instance !== instance);
        await applied('one', '2');
        await first.stop();
    }, 30_000);
    it('in the same place is a restart, and waits for nothing', async () => {
        const first = await start('a:/x');
        await applied('one', '1');
        const before = await versionOf('one');
        await first.kill();
        const again = await start('a:/x', { bytes: first.journal.snapshot() });
        await eventually('it leads', () => Promise.resolve(again.agent.settled));
        await applied('two', '1');
        expect(await versionOf('one')).toBe(before);
        await first.stop();
    }, 30_000);
    it('does not go back, where no lease can be used', async () => {
        const forbidden = {
            mergePatch: () => Promise.reject(new StatusError('Forbidden', 'leases is forbidden')),
        };
        const refusing = async (place, bytes) => {
            const cluster = await member.connect();
            return start(place, {
                ...(bytes ? { bytes } : {}),
                overrides: {
                    ...forbidden,
                    get: (resource, ...call) => resource.kind === 'Lease'
                        ? Promise.reject(new StatusError('Forbidden', 'leases is forbidden'))
                        : cluster.get(resource, ...call),
                },
            });
        };
        const first = await refusing('a:/x');
        await applied('one', '1');
        const old = first.journal.snapshot();
        await applied('one', '2');
        const before = await versionOf('one');
        const second = await refusing('b:/x', old);
        await eventually('it has looked', () => Promise.resolve(second.agent.settled));
        await applied('other', '1');
        expect(await versionOf('one')).toBe(before);
        expect(new Set(hub.heartbeats.map(({ instance }) => instance)).size).toBe(2);
    }, 30_000);
});
//# sourceMappingURL=agent-lease.test.js.map