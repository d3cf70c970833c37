import { beforeEach, describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { createApiServer, createLocalClient, createMemoryStorage, createRegistry, ensureNamespaces, mastersOnly, namespaceLifecycle, } from '#libs/apiserver';
import { ManualClock, silentLogger } from '#libs/process';
import { hubResources } from '../../wiring/resources.js';
import { EventRecorder } from './event-recorder.js';
import { COMBINED_AFTER_MS, MAX_DIFFERENT, PENDING, REPEAT_AFTER_MS, SIMILAR_MS } from './limits.js';
const START = Date.parse('2026-11-21T08:00:00Z');
const notice = { type: 'Warning', reason: 'Forbidden', message: 'cluster a: no' };
let clock;
let client;
beforeEach(async () => {
    clock = new ManualClock(START);
    const storage = createMemoryStorage({ clock });
    const { core } = createApiServer({
        storage,
        registry: createRegistry(hubResources()),
        authenticators: [],
        authorizer: mastersOnly,
        admission: [namespaceLifecycle(storage)],
        clock,
        logger: silentLogger,
    });
    client = createLocalClient(core);
    await ensureNamespaces(client);
});
function about(name, namespace = 'default', uid = 'u1') {
    const metadata = { name, ...(namespace === '' ? {} : { namespace }), uid, resourceVersion: '5' };
    return { apiVersion: 'v1', kind: namespace === '' ? 'Namespace' : 'ConfigMap', metadata };
}
async function events() {
    return (await client.list({ group: '', resource: 'events' })).items;
}
const recorder = (over = {}) => new EventRecorder(Object.assign(Object.create(client), over), clock, silentLogger);
describe('EventRecorder', () => {
    it('writes an Event as kubectl describe looks for it', async () => {
        const events_ = recorder();
        events_.record(about('web'), notice);
        await events_.flush();
        expect(await events()).toEqual([
            expect.objectContaining({
                metadata: expect.objectContaining({
                    namespace: 'default',
                    name: expect.stringMatching(/^web\.[0-9a-f]{16}$/),
                }),
                involvedObject: {
                    apiVersion: 'v1',
                    kind: 'ConfigMap',
                    name: 'web',
                    namespace: 'default',
                    uid: 'u1',
                    resourceVersion: '5',
                },
                ...notice,
                source: { component: 'meridian-hub' },
                firstTimestamp: '2026-11-21T08:00:00Z',
                lastTimestamp: '2026-11-21T08:00:00Z',
                count: 1,
            }),
        ]);
    });
    it('says the same about the same object once, and again after a while by counting', async () => {
        const events_ = recorder();
        for (let i = 0; i < 3; i++)
            events_.record(about('web'), notice);
        await events_.flush();
        events_.record(about('web'), notice);
        clock.advance(REPEAT_AFTER_MS);
        events_.record(about('web'), notice);
        await events_.flush();
        expect(await events()).toEqual([
            expect.objectContaining({
                count: 2,
                firstTimestamp: '2026-11-21T08:00:00Z',
                lastTimestamp: '2026-11-21T08:10:00Z',
            }),
        ]);
    });
    it.each([
        ['another message', about('web'), { ...notice, message: 'cluster b: no' }],
        ['another reason', about('web'), { ...notice, reason: 'Invalid' }],
        ['another object of the same name', about('web', 'default', 'u2'), notice],
    ])('tells apart %s', async (_name, object, other) => {
        const events_ = recorder();
        events_.record(about('web'), notice);
        events_.record(object, other);
        await events_.flush();
        expect(await events()).toHaveLength(2);
    });
    it('makes one Event of what is about the same, with the newest text', async () => {
        const events_ = recorder();
        events_.record(about('web'), { ...notice, about: 'cluster a', message: 'pod one' });
        events_.record(about('web'), { ...notice, about: 'cluster a', message: 'pod two' });
        await events_.flush();
        clock.advance(REPEAT_AFTER_MS);
        events_.record(about('web'), { ...notice, about: 'cluster a', message: 'pod three' });
        await events_.flush();
        expect((await events()).map(({ message, count }) => [message, count])).toEqual([['pod three', 2]]);
    });
    it('combines what is said of one object beyond many different things, and nothing of others', async () => {
        const events_ = recorder();
        const say = (i) => events_.record(about('web'), { ...notice, message: `m${i}` });
        for (let i = 0; i < MAX_DIFFERENT + 10; i++)
            say(i);
        events_.record(about('other', 'default', 'u2'), notice);
        await events_.flush();
        const combined = (await events()).filter(({ message }) => String(message).startsWith('(combined'));
        expect(combined.map(({ message, count }) => [message, count])).toEqual([
            [`(combined from similar events): m${MAX_DIFFERENT}`, 1],
        ]);
        expect(await events()).toHaveLength(MAX_DIFFERENT + 2);
        clock.advance(COMBINED_AFTER_MS);
        say(1_000);
        // What is known is counted on as ever.
        clock.advance(REPEAT_AFTER_MS - COMBINED_AFTER_MS);
        say(0);
        await events_.flush();
        expect(await events()).toHaveLength(MAX_DIFFERENT + 2);
        clock.advance(SIMILAR_MS);
        say(2_000);
        await events_.flush();
        expect(await events()).toHaveLength(MAX_DIFFERENT + 3);
    });
    it('counts on in the Event of another process', async () => {
        const [one, two] = [recorder(), recorder()];
        one.record(about('web'), notice);
        await one.flush();
        two.record(about('web'), notice);
        await two.flush();
        expect((await events()).map((event) => event['count'])).toEqual([2]);
    });
    it.each([
        ['of a cluster-scoped object, in default', about('demo', '')],
        ['of a name that is cut at a dot', about(`${'a'.repeat(199)}.b`)],
    ])('writes one %s', async (_name, object) => {
        const events_ = recorder();
        events_.record(object, { ...notice, message: 'x'.repeat(5_000) });
        await events_.flush();
        const [event] = await events();
        expect(event?.metadata.namespace).toBe('default');
        expect(event?.['message']).toHaveLength(1_024);
    });
    it('drops what no namespace takes, for good', async () => {
        const events_ = recorder();
        events_.record(about('web', 'gone'), notice);
        await events_.flush();
        events_.record(about('web', 'gone'), notice);
        await events_.flush();
        expect(events_.counts).toEqual({ written: 0, dropped: 1 });
    });
    it('tries again when the store could not take it', async () => {
        let away = true;
        const unavailable = new StatusError('ServiceUnavailable', 'away');
        const events_ = recorder({
            modify: (key, change) => (away ? Promise.reject(unavailable) : client.modify(key, change)),
        });
        events_.record(about('web'), notice);
        await events_.flush();
        away = false;
        events_.record(about('web'), notice);
        await events_.flush();
        expect(await events()).toHaveLength(1);
        expect(events_.counts).toEqual({ written: 1, dropped: 1 });
    });
    it('holds only so many, and does not remember what it dropped', async () => {
        const events_ = recorder();
        for (let i = 0; i <= PENDING; i++)
            events_.record(about('web', 'default', `u${i}`), notice);
        expect(events_.counts.dropped).toBe(1);
        await events_.flush();
        expect(events_.counts.written).toBe(PENDING);
        events_.record(about('web', 'default', `u${PENDING}`), notice);
        await events_.flush();
        expect(events_.counts.written).toBe(PENDING + 1);
    });
});
//# sourceMappingURL=event-recorder.spec.js.map