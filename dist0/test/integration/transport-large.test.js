import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startNats } from '#libs/embedded';
import { readEnvironment, silentLogger } from '#libs/process';
import { createAgentTransport, createHubTransport, } from '#libs/transport';
import { tempDir } from '../support/temp-dir.js';
import { NATS_DIRS } from './trust-broker.js';
/** A broker as its operator left it: it takes messages of 1 MiB, and ours may have four. */
const MIB = 1024 * 1024;
let directory;
let broker;
let hub;
const agents = [];
beforeAll(async () => {
    directory = await tempDir('transport-large');
    broker = await startNats({
        dir: directory.path,
        host: '127.0.0.1',
        config: ({ host, port, pidFile, storeDir }) => [
            `host: "${host}"`,
            `port: ${String(port)}`,
            `pid_file: "${pidFile}"`,
            `jetstream { store_dir: "${storeDir}", max_file_store: 17179869184 }`,
        ].join('\n'),
        logger: silentLogger,
        path: readEnvironment()['PATH'] ?? '',
        binaryDirs: NATS_DIRS,
    });
    hub = createHubTransport({ url: url(), name: 'hub', logger: silentLogger });
    await hub.ensureStreams();
}, 60_000);
afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.close()));
});
afterAll(async () => {
    await hub.close();
    await broker.stop();
    await directory.remove();
}, 30_000);
const url = () => `nats://127.0.0.1:${String(broker.port)}`;
/** What arrives at `cluster`, in order; `until` waits for so many. */
async function receive(cluster, outcome = () => 'done') {
    const agent = createAgentTransport({ cluster, url: url(), name: cluster, logger: silentLogger });
    agents.push(agent);
    const all = [];
    let wake = () => undefined;
    await agent.consumeWork((deliveries) => {
        all.push(...deliveries);
        wake();
        return Promise.resolve(deliveries.map((delivery) => outcome(delivery) === 'done' ? { kind: 'done' } : { kind: 'retry', delayMs: 10 }));
    });
    const until = async (count) => {
        while (all.length < count)
            await new Promise((resolve) => (wake = resolve));
    };
    return { all, until };
}
const isSame = (delivery, payload) => delivery !== undefined && Buffer.compare(delivery.payload, payload) === 0;
describe('a message larger than the broker takes', () => {
    it('arrives whole, under its own subject, among small ones', async () => {
        await hub.ensureWorkConsumer('a');
        const large = randomBytes(3.5 * MIB);
        const exact = randomBytes(MIB);
        await Promise.all([
            hub.publishWork('a', 'small', Buffer.from('small')),
            hub.publishWork('a', 'large', large),
            hub.publishWork('a', 'exact', exact),
        ]);
        const { all, until } = await receive('a');
        await until(3);
        const found = new Map(all.map((delivery) => [delivery.subject, delivery]));
        expect([...found.keys()].sort()).toEqual(['work.a.exact', 'work.a.large', 'work.a.small']);
        expect(isSame(found.get('work.a.large'), large)).toBe(true);
        expect(isSame(found.get('work.a.exact'), exact)).toBe(true);
    }, 30_000);
    it('comes again as a whole when its handler asks for that', async () => {
        await hub.ensureWorkConsumer('b');
        const large = randomBytes(2.5 * MIB);
        await hub.publishWork('b', 'large', large);
        let tries = 0;
        const { all, until } = await receive('b', () => (++tries === 1 ? 'retry' : 'done'));
        await until(2);
        expect(all.every((delivery) => isSame(delivery, large))).toBe(true);
        expect(all.map(({ redelivered }) => redelivered)).toEqual([false, true]);
    }, 30_000);
    it('is replaced by the next one, whatever number of parts either has', async () => {
        await hub.ensureWorkConsumer('c');
        const last = randomBytes(1.5 * MIB);
        await hub.publishWork('c', 'grows', Buffer.from('before'));
        await hub.publishWork('c', 'grows', last);
        await hub.publishWork('c', 'shrinks', randomBytes(3.5 * MIB));
        await hub.publishWork('c', 'shrinks', last);
        await hub.publishWork('c', 'ends', randomBytes(2.5 * MIB));
        await hub.publishWork('c', 'ends', Buffer.from('after'));
        const { all, until } = await receive('c');
        await until(3);
        // Whatever was left over would come before this.
        await hub.publishWork('c', 'marker', Buffer.from('marker'));
        await until(4);
        expect(all.map(({ subject }) => subject)).toEqual([
            'work.c.grows',
            'work.c.shrinks',
            'work.c.ends',
            'work.c.marker',
        ]);
        expect([isSame(all[0], last), isSame(all[1], last)]).toEqual([true, true]);
        expect(Buffer.from(all[2]?.payload ?? []).toString()).toBe('after');
    }, 30_000);
});
//# sourceMappingURL=transport-large.test.js.map