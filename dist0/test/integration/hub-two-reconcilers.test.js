import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import { ManualClock } from '#libs/process';
import { MemoryBroker } from '#libs/transport';
import { configMap, HubBench, replicaSet, soon } from '../support/hub-bench.js';
import { startTestPostgres } from '../support/postgres.js';
import { ScriptedAgent } from '../support/scripted-agent.js';
jest.setTimeout(120_000);
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const NAMES = ['a', 'b', 'c', 'd'];
const OBJECTS = 12;
let postgres;
let hubs = [];
const agents = [];
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterEach(async () => {
    await Promise.all(agents.map((agent) => agent.close()));
    await Promise.all(hubs.map((hub) => hub.stop()));
});
afterAll(() => postgres.stop());
/** Everything that a write of objects or work would move. */
async function versions(hub) {
    const resources = [REPLICASETS, CONFIGMAPS, { group: '', resource: 'events' }];
    const lists = await Promise.all(resources.map((resource) => hub.client.list(resource)));
    return [
        await hub.store.work.maxGeneration(),
        ...lists.map(({ items }) => items.map(({ metadata }) => [metadata.name, metadata.resourceVersion])),
        (await hub.store.work.outbox(1_000)).length,
    ];
}
it('two hubs over one database agree, settle, and then write nothing', async () => {
    const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    const broker = new MemoryBroker({ clock });
    const databaseUrl = await postgres.createDatabase();
    hubs = [
        await HubBench.open({ databaseUrl, broker, clock, name: 'one' }),
        await HubBench.open({ databaseUrl, broker, clock, name: 'two' }),
    ];
    await Promise.all(hubs.map((hub) => hub.start()));
    const [one, two] = hubs;
    for (const name of NAMES) {
        const agent = await ScriptedAgent.start(broker, name);
        agents.push(agent);
        await one.join(agent);
        await one.setHealth(name, 'Ready');
    }
    const web = (i) => `web-${i}`;
    // Both are written to at once, while members come and go.
    await Promise.all(Array.from({ length: OBJECTS }, async (_, i) => {
        const hub = i % 2 === 0 ? one : two;
        await hub.client.create(REPLICASETS, replicaSet(web(i), 3 + i));
        await hub.client.create(CONFIGMAPS, configMap(web(i)));
    }));
    await two.setHealth('d', 'Offline');
    await Promise.all(Array.from({ length: OBJECTS }, (_, i) => (i % 2 === 0 ? two : one).client.modify({ ...REPLICASETS, namespace: 'default', name: web(i) }, (current) => ({
        ...current,
        spec: { ...current['spec'], replicas: 5 + i },
    }))));
    clock.advance(60_000);
    await one.setHealth('d', 'Ready');
    // What was lost gets back what it had when it has been back for half a minute.
    clock.advance(31_000);
    const sharesOf = (i) => agents.map((agent) => agent.replicas(web(i)) ?? 0);
    const settled = async () => {
        const { items } = await one.client.list(REPLICASETS);
        const shown = items.every((object) => {
            const { replicas, observedGeneration } = (object['status'] ?? {});
            const wanted = object['spec'].replicas;
            return replicas === wanted && observedGeneration === object.metadata.generation;
        });
        const ran = NAMES.map((_name, at) => Object.keys(agents[at].applied()).length);
        const even = Array.from({ length: OBJECTS }, (_, i) => sharesOf(i)).every((shares) => Math.max(...shares) - Math.min(...shares) <= 1);
        return (even && shown && ran.every((count) => count >= OBJECTS) && (await one.store.work.outbox(1)).length === 0);
    };
    await soon(clock, 'everything is as wanted', settled);
    // Quiet: nothing in hand, and what is read twice is the same.
    await soon(clock, 'both are idle', async () => {
        const before = JSON.stringify(await versions(one));
        await Promise.all(hubs.map(({ loop }) => loop.idle()));
        return before === JSON.stringify(await versions(two)) && (await settled());
    });
    for (let i = 0; i < OBJECTS; i++)
        expect(sharesOf(i).reduce((sum, count) => sum + count, 0)).toBe(5 + i);
    const before = await versions(one);
    for (const hub of [one, two, one])
        expect(await hub.reconcileAll()).toBeGreaterThanOrEqual(2 * OBJECTS);
    expect(await versions(two)).toEqual(before);
    for (const hub of hubs)
        expect(hub.loop.stats().failed).toBe(0);
});
//# sourceMappingURL=hub-two-reconcilers.test.js.map