import { beforeEach, describe, expect, it } from '@jest/globals';
import { formatTime } from '#libs/apimachinery';
import { createApiServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, mastersOnly, } from '#libs/apiserver';
import { ManualClock, silentLogger } from '#libs/process';
import { hubResources } from '../../wiring/resources.js';
import { EventExpiry } from './event-expiry.js';
import { EVENT_TTL_MS, EXPIRY_PAGE } from './limits.js';
const START = Date.parse('2026-11-21T08:00:00Z');
const EVENTS = { group: '', resource: 'events' };
let clock;
let storage;
let client;
let expiry;
beforeEach(async () => {
    clock = new ManualClock(START);
    storage = createMemoryStorage({ clock });
    const { core } = createApiServer({
        storage,
        registry: createRegistry(hubResources()),
        authenticators: [],
        authorizer: mastersOnly,
        admission: [],
        clock,
        logger: silentLogger,
    });
    client = createLocalClient(core);
    await ensureNamespaces(client);
    expiry = new EventExpiry({ storage, client, clock, logger: silentLogger });
});
function event(name, times) {
    return client.create(EVENTS, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace: 'default' },
        involvedObject: { kind: 'ConfigMap', name: 'cm', namespace: 'default' },
        type: 'Normal',
        reason: 'Test',
        reportingComponent: 'test',
        reportingInstance: 'test',
        action: 'Test',
        ...times,
    });
}
const ago = (ms) => formatTime(START - ms);
async function left() {
    return (await client.list(EVENTS)).items.map(({ metadata }) => metadata.name);
}
describe('EventExpiry', () => {
    it.each([
        ['seen an hour ago', { lastTimestamp: ago(EVENT_TTL_MS) }, false],
        ['seen less than an hour ago', { lastTimestamp: ago(EVENT_TTL_MS - 1_000) }, true],
        [
            'seen first long ago, and again just now',
            { firstTimestamp: ago(9 * EVENT_TTL_MS), lastTimestamp: ago(0) },
            true,
        ],
        ['of the new style, an hour ago', { eventTime: new Date(START - EVENT_TTL_MS).toISOString() }, false],
        [
            'of a series that goes on',
            {
                eventTime: new Date(START - 2 * EVENT_TTL_MS).toISOString(),
                series: { count: 2, lastObservedTime: new Date(START).toISOString() },
            },
            true,
        ],
        ['by a clock that is hours ahead', { lastTimestamp: ago(-9 * EVENT_TTL_MS) }, false],
        ['without any time', {}, false],
    ])('an event %s: stays %s', async (_name, times, stays) => {
        await event('e', times);
        const stored = (await client.list(EVENTS)).items[0];
        // As if it had been stored long ago.
        const created = formatTime(START - 9 * EVENT_TTL_MS);
        const old = { ...stored, metadata: { ...stored.metadata, creationTimestamp: created } };
        const page = { items: [old], resourceVersion: '1' };
        const over = new EventExpiry({
            storage: { list: () => Promise.resolve(page) },
            client,
            clock,
            logger: silentLogger,
        });
        await over.pass();
        expect(await left()).toEqual(stays ? ['e'] : []);
    });
    it('goes round a page at a time, over events alone', async () => {
        for (let i = 0; i < EXPIRY_PAGE + 1; i++)
            await event(`e${i}`, { lastTimestamp: ago(0) });
        clock.advance(EVENT_TTL_MS);
        expect(await expiry.pass()).toBe(false);
        expect(expiry.counts.expired).toBe(EXPIRY_PAGE);
        expect(await expiry.pass()).toBe(true);
        expect(await left()).toEqual([]);
        expect((await client.list({ group: '', resource: 'namespaces' })).items.length).toBeGreaterThan(0);
    });
    it('leaves one that was counted on since it was read', async () => {
        await event('e', { lastTimestamp: ago(0) });
        clock.advance(EVENT_TTL_MS);
        const stale = await storage.list({ resource: EVENTS });
        await client.modify({ ...EVENTS, namespace: 'default', name: 'e' }, (current) => ({
            ...current,
            count: 2,
        }));
        const late = new EventExpiry({
            storage: { list: () => Promise.resolve(stale) },
            client,
            clock,
            logger: silentLogger,
        });
        await late.pass();
        expect(await left()).toEqual(['e']);
    });
    it('works by itself until it is stopped', async () => {
        await event('e', { lastTimestamp: ago(0) });
        clock.advance(EVENT_TTL_MS);
        expiry.start();
        while ((await left()).length > 0)
            await new Promise((resolve) => setImmediate(resolve));
        await expiry.stop();
        expect(expiry.counts.expired).toBe(1);
    });
});
//# sourceMappingURL=event-expiry.spec.js.map