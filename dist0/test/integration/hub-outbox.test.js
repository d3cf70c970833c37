import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { formatObjectKey } from '#libs/apimachinery';
import { ManualClock } from '#libs/process';
import { decodeWork, subjectHash, workSubject } from '#libs/protocol';
import { MemoryBroker, TransportError } from '#libs/transport';
import { SETTLE_MS } from '../../apps/hub/src/outbox/limits.js';
import { configMap, HubBench, soon } from '../support/hub-bench.js';
import { startTestPostgres, withClient } from '../support/postgres.js';
import { ScriptedAgent } from '../support/scripted-agent.js';
jest.setTimeout(60_000);
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const SECRETS = { group: '', resource: 'secrets' };
let postgres;
let databaseUrl;
let clock;
let broker;
const hubs = [];
const agents = [];
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
    broker = new MemoryBroker({ clock });
    databaseUrl = await postgres.createDatabase();
});
afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.close()));
    await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
});
async function open(more = {}) {
    const hub = await HubBench.open({ databaseUrl, broker, clock, ...more });
    hubs.push(hub);
    await hub.start();
    return hub;
}
async function member(hub, name) {
    const agent = await ScriptedAgent.start(broker, name);
    agents.push(agent);
    await hub.join(agent);
    await hub.setHealth(name, 'Ready');
    return agent;
}
const until = (what, probe) => soon(clock, what, probe);
function secret(name, text) {
    const data = { token: Buffer.from(text).toString('base64') };
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, type: 'Opaque', data };
}
function identity(kind, name) {
    return { apiVersion: 'v1', kind, namespace: 'default', name };
}
/** The last value of an object's subject. */
function lastWork(cluster, object) {
    const subject = workSubject(cluster, subjectHash(object));
    const payload = broker.lastValues('work.').get(subject);
    return payload && decodeWork(payload, subject);
}
/** Work that nothing would change by itself: of a hub whose members are gone from the registry. */
async function published(hub, name) {
    const { work } = await hub.store.work.load(formatObjectKey({ ...CONFIGMAPS, namespace: 'default', name }));
    return work.length > 0 && work.every((row) => row.published);
}
describe('the outbox', () => {
    it('sends what is stored as the last value of its subject', async () => {
        const hub = await open();
        await member(hub, 'a');
        const created = await hub.client.create(CONFIGMAPS, configMap('cm', { v: '1' }));
        const work = await until('work', () => Promise.resolve(lastWork('a', identity('ConfigMap', 'cm'))));
        const { hubUid, epoch } = await hub.store.hubState();
        expect(work).toMatchObject({
            hubUid,
            epoch,
            cluster: 'a',
            action: 'apply',
            uid: created.metadata.uid,
            encoding: 'json',
            keyId: '',
            adopt: false,
        });
        expect(JSON.parse(work.body)).toMatchObject({ data: { v: '1' } });
        await until('it is marked', () => published(hub, 'cm'));
    });
    it('seals Secrets to the key of the agent that has joined last', async () => {
        const hub = await open();
        const first = await member(hub, 'a');
        await hub.client.create(SECRETS, secret('s', 'do not show this'));
        const work = await until('work', () => Promise.resolve(lastWork('a', identity('Secret', 's'))));
        expect(work).toMatchObject({ encoding: 'sealed', keyId: first.sealing.keyId });
        expect(JSON.stringify(work)).not.toContain(Buffer.from('do not show this').toString('base64'));
        await until('the agent has opened it', () => Promise.resolve('Secret/s' in first.applied()));
        await first.close();
        const second = await member(hub, 'a');
        await until('sealed anew', () => Promise.resolve(lastWork('a', identity('Secret', 's'))?.keyId === second.sealing.keyId));
        await until('the next agent has opened it', () => Promise.resolve('Secret/s' in second.applied()));
    });
    it('waits for agents that have not joined, and then sends them everything', async () => {
        const hub = await open();
        const agent = await member(hub, 'a');
        await hub.store.agents.remove('a');
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await until('nobody to send to', () => published(hub, 'cm'));
        expect(hub.publisher.counts.withoutAgent).toBeGreaterThan(0);
        expect(lastWork('a', identity('ConfigMap', 'cm'))).toBeUndefined();
        await hub.join(agent);
        await until('it is there', () => Promise.resolve('ConfigMap/cm' in agent.applied()));
    });
    it('lets a cluster whose work cannot be sent delay no other', async () => {
        const refusing = (real) => ({
            ...real,
            publishWork: (cluster, ...rest) => cluster === 'a'
                ? Promise.reject(new TransportError('rejected', 'too large'))
                : real.publishWork(cluster, ...rest),
        });
        const hub = await open({ transport: refusing });
        await member(hub, 'a');
        // More than one page of rows that fail, all of them older than what shall go out.
        for (let i = 0; i < 520; i++)
            await hub.client.create(CONFIGMAPS, configMap(`old-${i}`));
        await until('rows wait', async () => (await hub.store.work.outbox(600)).length >= 520);
        const other = await member(hub, 'b');
        await hub.client.create(CONFIGMAPS, configMap('new'));
        await until('b has everything', () => Promise.resolve(Object.keys(other.applied()).length >= 521));
        expect(hub.publisher.counts.failed).toBeGreaterThan(0);
        await until('only a waits', async () => (await hub.store.work.outbox(600)).every(({ cluster }) => cluster === 'a'));
    });
    it('goes on when the broker is back', async () => {
        const hub = await open();
        const agent = await member(hub, 'a');
        broker.partition('hub', true);
        await hub.client.create(CONFIGMAPS, configMap('cm'));
        await until('it waits', async () => (await hub.store.work.outbox(10)).length > 0);
        broker.partition('hub', false);
        await until('it is there', () => Promise.resolve('ConfigMap/cm' in agent.applied()));
    });
});
describe('the outboxes of two hubs', () => {
    const publishing = () => hubs.filter(({ publisher }) => publisher.isPublishing());
    async function endHolder() {
        await withClient(databaseUrl, (client) => client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE application_name = 'meridian-lock' AND datname = current_database()`));
    }
    it('are drained by one, until it is gone', async () => {
        const [one, two] = [await open({ name: 'one' }), await open({ name: 'two' })];
        const agent = await member(one, 'a');
        await until('one publishes', () => Promise.resolve(publishing().length === 1));
        const [first] = publishing();
        const second = first === one ? two : one;
        await second.client.create(CONFIGMAPS, configMap('one'));
        await until('it is there', () => Promise.resolve('ConfigMap/one' in agent.applied()));
        expect(second.publisher.counts.published).toBe(0);
        await first.publisher.stop();
        await until('the other publishes', () => Promise.resolve(second.publisher.isPublishing()));
        await first.client.create(CONFIGMAPS, configMap('two'));
        await until('it is there', () => Promise.resolve('ConfigMap/two' in agent.applied()));
    });
    /** A hub whose messages are sent and not there yet, as in the buffers of a network that stalls; and what lets them go. */
    async function stalledHub() {
        const held = [];
        const transport = (real) => ({
            ...real,
            publishWork: (...message) => new Promise((_resolve, reject) => {
                held.push(() => real.publishWork(...message));
                clock.after(5_000, () => reject(new TransportError('timeout', 'not confirmed')));
            }),
        });
        const one = await open({ name: 'one', transport });
        await until('one publishes', () => Promise.resolve(one.publisher.isPublishing()));
        const arrive = async () => {
            for (const release of held)
                await release();
        };
        return { one, sent: () => held.length, arrive };
    }
    it.each([
        [
            'the other hub has waited for its turn',
            async (_one, open) => {
                const two = await open();
                await endHolder();
                return two;
            },
        ],
        [
            'the hub is started again, and nobody had to wait',
            async (one, open) => {
                const stopped = one.publisher.stop();
                clock.advance(5_000);
                await stopped;
                return open();
            },
        ],
    ])('end with the newest generation, even if an older one arrives late: %s', async (_name, succeed) => {
        const { one, sent, arrive } = await stalledHub();
        const agent = await member(one, 'a');
        await one.client.create(CONFIGMAPS, configMap('cm', { v: 'old' }));
        const object = identity('ConfigMap', 'cm');
        await until('the first version is on its way', async () => {
            const { work } = await one.store.work.load('configmaps/default/cm');
            return work.length === 1 && sent() > 0;
        });
        const two = await succeed(one, () => open({ name: 'two' }));
        await until('the other publishes', () => Promise.resolve(two.publisher.isPublishing()));
        await two.client.modify({ ...CONFIGMAPS, namespace: 'default', name: 'cm' }, (current) => ({
            ...current,
            data: { v: 'new' },
        }));
        await until('the new version is there', () => Promise.resolve(lastWork('a', object)?.body.includes('new')));
        const { generation } = lastWork('a', object);
        await until('it is marked', () => published(two, 'cm'));
        await arrive();
        expect(lastWork('a', object).generation).toBeLessThan(generation);
        clock.advance(SETTLE_MS);
        await until('the newest is the last', () => Promise.resolve(lastWork('a', object)?.generation === generation));
        expect(agent.applied()['ConfigMap/cm']?.['data']).toEqual({ v: 'new' });
    });
    it('send nothing while it is not certain that nobody else does', async () => {
        const hub = await open();
        const agent = await member(hub, 'a');
        await until('it publishes', () => Promise.resolve(hub.publisher.isPublishing()));
        await withClient(databaseUrl, async (rival) => {
            await hub.publisher.stop();
            await rival.query("SELECT pg_advisory_lock(19781, hashtext('outbox'))");
            const late = await open({ name: 'late' });
            await late.client.create(CONFIGMAPS, configMap('cm'));
            await until('it is planned', async () => (await late.store.work.outbox(10)).length > 0);
            await late.loop.idle();
            expect(late.publisher.isPublishing()).toBe(false);
            expect(lastWork('a', identity('ConfigMap', 'cm'))).toBeUndefined();
        });
        await until('it is there', () => Promise.resolve('ConfigMap/cm' in agent.applied()));
    });
});
//# sourceMappingURL=hub-outbox.test.js.map