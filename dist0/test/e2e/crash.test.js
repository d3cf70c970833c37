import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import { eventually } from '../support/eventually.js';
import { listByName, useFederation } from '../support/federation.js';
import { processesOf } from '../support/processes.js';
import { Writers } from '../support/writers.js';
/** kill -9 at any moment, one process at a time: nothing that was acknowledged is lost, and members end as the hub says. */
jest.setTimeout(180_000);
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const SETTLED = `${CONFIG_MAPS}?labelSelector=test%3Dsettled`;
const WRITERS = 4;
const exists = (object) => object !== undefined;
const federation = useFederation('crash', 3);
beforeAll(async () => {
    for (const name of ['settled-1', 'settled-2', 'settled-3'])
        await create(name, 'settled');
    for (const name of ['settled-1', 'settled-2', 'settled-3'])
        await federation().everywhere(`${CONFIG_MAPS}/${name}`, name, exists);
});
function create(name, test) {
    return federation().hub.call({
        method: 'POST',
        path: CONFIG_MAPS,
        body: {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name, namespace: 'default', labels: { test } },
            data: { value: 'first' },
        },
    });
}
/** By cluster and name: the uid and version in the member, which change with every write to it. */
async function versionsInMembers(list) {
    const found = {};
    for (const cluster of federation().clusters)
        for (const [name, { metadata }] of await listByName(federation().member(cluster), list))
            found[`${cluster}/${name}`] = `${metadata.uid ?? ''} ${metadata.resourceVersion ?? ''}`;
    return found;
}
/** A new object gets a newer version than any before, and reaches every member: the whole road is open again. */
async function expectWorks(name, newerThan = 0n) {
    const { metadata } = await eventually(`${name} can be created`, () => create(name, 'probe'));
    expect(BigInt(metadata.resourceVersion ?? '0')).toBeGreaterThan(newerThan);
    await federation().everywhere(`${CONFIG_MAPS}/${name}`, name, exists);
}
describe('kill -9', () => {
    it('of the hub, twice, while clients write', async () => {
        const { processes, hub, hubDir } = federation();
        const before = await versionsInMembers(SETTLED);
        const writers = new Writers(hub, 'hub');
        await writers.during(WRITERS, async () => {
            for (const count of [7, 60]) {
                await writers.more(count);
                const servers = [await federation().serverPid('postgres'), await federation().serverPid('nats')];
                await processes.end('hub', 'SIGKILL');
                // What the killed hub left behind still runs; the next one ends it before it starts its own.
                expect(processesOf(hubDir)).toEqual(expect.arrayContaining(servers));
                await federation().startHub();
                for (const pid of servers)
                    expect(processesOf(hubDir)).not.toContain(pid);
            }
            await writers.more(10);
        });
        expect(writers.uncertain).toBeGreaterThan(0);
        await writers.verify(federation());
        await expectWorks('after-hub', writers.newest);
        expect(await versionsInMembers(SETTLED)).toEqual(before);
    });
    it('of Postgres while clients write', async () => {
        const writers = new Writers(federation().hub, 'postgres');
        await writers.during(WRITERS, async () => {
            await writers.more(30);
            process.kill(await federation().serverPid('postgres'), 'SIGKILL');
            await writers.more(30);
        });
        await writers.verify(federation());
        await expectWorks('after-postgres', writers.newest);
    });
    it('of nats-server while clients write, who do not even notice', async () => {
        const before = await versionsInMembers(SETTLED);
        const writers = new Writers(federation().hub, 'nats');
        await writers.during(WRITERS, async () => {
            await writers.more(30);
            process.kill(await federation().serverPid('nats'), 'SIGKILL');
            await writers.more(60);
        });
        expect(writers.uncertain).toBe(0);
        await writers.verify(federation());
        await expectWorks('after-nats');
        expect(await versionsInMembers(SETTLED)).toEqual(before);
    });
    it('of nats-server, and its disk is lost: work is published again, and changes nothing that is done', async () => {
        const { processes, clusters, hubDir } = federation();
        const [away = '', ...others] = clusters;
        await processes.end(`agent-${away}`, 'SIGKILL');
        // Published, and read by no one in that cluster: only the lost disk held it.
        await create('in-flight', 'probe');
        const path = `${CONFIG_MAPS}/in-flight`;
        await federation().everywhere(path, 'in-flight', exists, others);
        const before = await versionsInMembers(CONFIG_MAPS);
        const nats = await federation().serverPid('nats');
        // Stopped first, so that it cannot write its files again in between.
        process.kill(nats, 'SIGSTOP');
        const disk = join(hubDir, 'nats', 'jetstream');
        expect(await readdir(disk)).not.toHaveLength(0);
        await rm(disk, { recursive: true });
        process.kill(nats, 'SIGKILL');
        await federation().startAgent(away);
        await federation().member(away).until(path, `in-flight in ${away}`, exists);
        await expectWorks('after-lost-disk');
        await federation().allReady();
        expect(await versionsInMembers(CONFIG_MAPS)).toMatchObject(before);
    });
    it('of an agent while work arrives', async () => {
        const { processes, hub, clusters } = federation();
        const [cluster = ''] = clusters;
        const before = await versionsInMembers(SETTLED);
        const writers = new Writers(hub, 'agent');
        await writers.during(WRITERS, async () => {
            for (const count of [10, 30]) {
                await writers.more(count);
                await processes.end(`agent-${cluster}`, 'SIGKILL');
                await writers.more(10);
                await federation().startAgent(cluster);
            }
            await writers.more(10);
        });
        expect(writers.uncertain).toBe(0);
        await writers.verify(federation());
        await federation().allReady();
        expect(await versionsInMembers(SETTLED)).toEqual(before);
    });
    it("of a member's API server while work arrives", async () => {
        const { processes, hub, clusters } = federation();
        const [cluster = ''] = clusters;
        const writers = new Writers(hub, 'simulator');
        await writers.during(WRITERS, async () => {
            await writers.more(20);
            await processes.end(`simulator-${cluster}`, 'SIGKILL');
            await writers.more(20);
            await federation().startSimulator(cluster);
            await writers.more(10);
        });
        expect(writers.uncertain).toBe(0);
        await writers.verify(federation());
        await federation().allReady();
        await expectWorks('after-simulator');
    });
});
//# sourceMappingURL=crash.test.js.map