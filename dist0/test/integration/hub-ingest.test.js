import { formatObjectKey } from '#libs/apimachinery';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { propagationOfKind } from '#libs/kinds';
import { ManualClock, silentLogger, systemClock } from '#libs/process';
import { clusterToken, encodeReport, eventsKey, HEARTBEAT_KEY, reportKey, reportSubject, subjectHash, } from '#libs/protocol';
import { keyProviderOf, openStore } from '#libs/store';
import {} from '#libs/transport';
import { ReportIngest } from '../../apps/hub/src/ingest/report.ingest.js';
import { startTestPostgres, withClient } from '../support/postgres.js';
jest.setTimeout(60_000);
const START = Date.parse('2026-11-21T08:00:00Z');
const KEY = 'configmaps/default/cm';
let postgres;
let databaseUrl;
let store;
let ingest;
let woken;
let shown;
let heard;
let events;
let audits;
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
    databaseUrl = await postgres.createDatabase();
    store = await openStore({
        databaseUrl,
        keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
        clock: systemClock,
        logger: silentLogger,
    });
    woken = [];
    shown = [];
    heard = [];
    events = [];
    audits = [];
    ingest = new ReportIngest({
        store,
        hubUid: 'this-hub',
        propagationOf: propagationOfKind,
        onObject: (key, isNews) => (isNews ? woken : shown).push(key),
        onEvents: (report) => events.push(report),
        onHeartbeat: (report, receivedAt) => heard.push([report.cluster, receivedAt]),
        onAudit: (report) => audits.push(report.type),
        clock: new ManualClock(START),
        logger: silentLogger,
    });
    const targets = ['a', 'b'].map((cluster) => ({ cluster, action: 'delete', reason: 'test' }));
    await store.work.save({ key: KEY, uid: 'u', basis: '', targets });
});
afterEach(() => store.close());
function report(cluster, more = {}) {
    return {
        v: 1,
        type: 'object',
        cluster,
        hubUid: 'this-hub',
        epoch: 1,
        generation: 1,
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'cm' },
        uid: 'u',
        instance: 'i',
        sequence: 1,
        state: 'Deleted',
        at: 0,
        ...more,
    };
}
function heartbeat(cluster, more = {}) {
    return {
        v: 1,
        type: 'heartbeat',
        cluster,
        hubUid: 'this-hub',
        instance: 'i',
        sequence: 1,
        agentVersion: '1',
        apiReady: true,
        kubernetesVersion: 'v1.33.0',
        region: '',
        zones: [],
        nodes: { total: 1, ready: 1 },
        allocatable: {},
        requested: {},
        generation: 0,
        objects: 0,
        at: 0,
        ...more,
    };
}
function delivery(message, more = {}) {
    const key = message.type === 'heartbeat' ? HEARTBEAT_KEY : subjectHash(message.object);
    return {
        payload: encodeReport(message),
        subject: reportSubject(message.cluster, key),
        redelivered: false,
        ...more,
    };
}
const done = { kind: 'done' };
const terminal = (reason) => ({ kind: 'terminal', reason: expect.stringMatching(reason) });
const sequences = async () => (await store.work.load(KEY)).reports.map((row) => [row.cluster, row.report.sequence]);
describe('ReportIngest', () => {
    it('stores reports and heartbeats, wakes each object once, and tells when it heard', async () => {
        const answers = await ingest.handle([
            delivery(report('a')),
            delivery(heartbeat('a')),
            delivery(report('b')),
            delivery(heartbeat('b')),
        ]);
        expect(answers).toEqual([done, done, done, done]);
        expect(await sequences()).toEqual([
            ['a', 1],
            ['b', 1],
        ]);
        expect(woken).toEqual([KEY]);
        expect(heard).toEqual([
            ['a', START],
            ['b', START],
        ]);
        expect((await store.heartbeats.all()).map(({ cluster, receivedAt }) => [cluster, receivedAt])).toEqual(heard);
        expect(ingest.counts).toEqual({ objects: 2, heartbeats: 2, events: 0, refused: 0, unstorable: 0 });
    });
    it('tells what can change a plan or a status from what is only shown', async () => {
        const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'cm' };
        const deploymentKey = formatObjectKey({
            group: 'apps',
            resource: 'deployments',
            namespace: 'default',
            name: 'cm',
        });
        const targets = [{ cluster: 'a', action: 'delete', reason: 'test' }];
        await store.work.save({ key: deploymentKey, uid: 'u', basis: '', targets });
        const state = 'Applied';
        await ingest.handle([delivery(report('a', { state })), delivery(report('b', { state }))]);
        expect([woken, shown]).toEqual([[], [KEY]]);
        await ingest.handle([delivery(report('a', { state, object: deployment }))]);
        expect([woken, shown]).toEqual([[deploymentKey], [KEY]]);
        // A field that the member does not know, a failure, the end: each is news of any kind.
        const news = [
            { state, reason: 'UnknownFields' },
            { state: 'Failed', reason: 'Invalid' },
            { state: 'Deleted' },
        ];
        for (const [index, more] of news.entries()) {
            woken = [];
            // One is news, the other not: the key is woken.
            await ingest.handle([
                delivery(report('a', { state, sequence: index + 2 })),
                delivery(report('b', { ...more, sequence: index + 2 })),
            ]);
            expect(woken).toEqual([KEY]);
        }
        expect(shown).toEqual([KEY]);
    });
    it('passes warnings on, and stores nothing of them', async () => {
        const object = report('a').object;
        const note = { object, uid: 'u', kind: 'Pod', name: 'p', reason: 'BackOff', message: 'again' };
        const warnings = {
            v: 1,
            type: 'events',
            cluster: 'a',
            hubUid: 'this-hub',
            instance: 'i',
            sequence: 1,
            slot: 3,
            events: [note],
            at: 0,
        };
        const payload = encodeReport(warnings);
        const on = (key) => ({ payload, subject: reportSubject('a', key), redelivered: false });
        expect(await ingest.handle([on(eventsKey(3)), on(eventsKey(4))])).toEqual([
            done,
            terminal(/does not belong to its subject/),
        ]);
        expect(events).toEqual([warnings]);
        expect(ingest.counts).toMatchObject({ events: 1, objects: 0, refused: 1 });
        expect(woken).toEqual([]);
    });
    it.each([
        ['of another hub', () => delivery(report('a', { hubUid: 'other' })), /another hub/],
        [
            'about a kind that does not spread',
            () => delivery(report('a', { object: { ...report('a').object, kind: 'Pod' } })),
            /kind Pod is not spread/,
        ],
        [
            'about a group that does not spread',
            () => delivery(report('a', { object: { ...report('a').object, apiVersion: 'example.com/v1' } })),
            /not spread/,
        ],
        [
            'on the subject of another cluster',
            () => delivery(report('a'), { subject: reportSubject('b', subjectHash(report('a').object)) }),
            /does not belong to its subject/,
        ],
        [
            'on the subject of another object',
            () => delivery(report('a'), { subject: `report.${clusterToken('a')}.other` }),
            /does not belong to its subject/,
        ],
        ['that is no JSON', () => delivery(report('a'), { payload: Buffer.from('{') }), /not JSON/],
        ['of another version', () => delivery({ ...report('a'), v: 2 }), /fields that do not fit: v/],
        ['with a NUL in its instance', () => delivery(report('a', { instance: 'i\0' })), /do not fit: instance/],
        [
            'with a NUL in a heartbeat',
            () => delivery(heartbeat('a', { instance: 'i\0' })),
            /do not fit: instance/,
        ],
        [
            'with a NUL in its name',
            () => delivery(report('a', { object: { ...report('a').object, name: 'c\0m' } })),
            /do not fit: object\.name/,
        ],
    ])('ends one %s, and takes its neighbours', async (_name, bad, reason) => {
        const answers = await ingest.handle([delivery(report('a')), bad(), delivery(report('b'))]);
        expect(answers).toEqual([done, terminal(reason), done]);
        expect(await sequences()).toEqual([
            ['a', 1],
            ['b', 1],
        ]);
        expect(ingest.counts.refused).toBe(1);
    });
    it('ends one that the database does not take, and stores its neighbours', async () => {
        await withClient(databaseUrl, (client) => client.query(`
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'no such row' USING ERRCODE = '22P05'; END $$;
        CREATE TRIGGER bad_reports BEFORE INSERT OR UPDATE ON reports FOR EACH ROW
          WHEN (new.instance = 'bad') EXECUTE FUNCTION refuse();
        CREATE TRIGGER bad_heartbeats BEFORE INSERT OR UPDATE ON heartbeats FOR EACH ROW
          WHEN (new.instance = 'bad') EXECUTE FUNCTION refuse()`));
        const many = ['a', 'b', 'c', 'd', 'e'].map((cluster) => delivery(report(cluster)));
        const answers = await ingest.handle([
            ...many,
            delivery(report('b', { instance: 'bad' })),
            delivery(report('a', { sequence: 2 })),
            delivery(heartbeat('a', { instance: 'bad' })),
            delivery(heartbeat('b')),
        ]);
        expect(answers).toEqual([...many.map(() => done), terminal(/store does not take it/), done, done, done]);
        expect(await sequences()).toEqual([
            ['a', 2],
            ['b', 1],
        ]);
        expect((await store.heartbeats.all()).map(({ cluster }) => cluster)).toEqual(['b']);
        expect(ingest.counts.unstorable).toBe(2);
    });
    it('hands digests on, and stores nothing of them', async () => {
        const digest = {
            v: 1,
            type: 'digest',
            cluster: 'a',
            hubUid: 'this-hub',
            instance: 'i',
            sequence: 1,
            epoch: 1,
            generation: 1,
            kinds: [],
        };
        const payload = encodeReport(digest);
        const subject = reportSubject('a', reportKey(digest));
        expect(await ingest.handle([{ payload, subject, redelivered: false }])).toEqual([done]);
        expect(audits).toEqual(['digest']);
        expect(await ingest.handle([{ payload, subject: reportSubject('b', 'digest'), redelivered: false }])).toEqual([terminal(/does not belong/)]);
    });
    it.each([
        ['a message', { message: 'x'.repeat(5_000) }],
        ['a reason', { reason: 'x'.repeat(200) }],
        ['a uid', { uid: 'x'.repeat(600) }],
        ['a status', { status: { text: 'x'.repeat(800_000) } }],
    ])('refuses %s that is too long', async (_name, more) => {
        expect(await ingest.handle([delivery(report('a', more))])).toEqual([terminal(/do not fit|too large/)]);
    });
    it('wakes nobody for old news, but for what comes again: a hub may have ended before it woke anybody', async () => {
        await ingest.handle([delivery(report('a', { sequence: 5 }))]);
        await ingest.handle([delivery(report('a', { sequence: 4 }))]);
        expect(woken).toEqual([KEY]);
        await ingest.handle([delivery(report('a', { sequence: 5 }), { redelivered: true })]);
        expect(woken).toEqual([KEY, KEY]);
        expect(await sequences()).toEqual([['a', 5]]);
    });
    it('fails as a whole while the store is away, so that all of it comes again', async () => {
        await store.close();
        await expect(ingest.handle([delivery(report('a'))])).rejects.toThrow();
        expect(woken).toEqual([]);
        store = await openStore({
            databaseUrl: await postgres.createDatabase(),
            keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
            clock: systemClock,
            logger: silentLogger,
        });
    });
    it('takes nothing for nothing', async () => {
        expect(await ingest.handle([])).toEqual([]);
    });
});
//# sourceMappingURL=hub-ingest.test.js.map