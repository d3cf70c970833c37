import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { edgeReportSubject, routeSubject } from '#libs/protocol';
import {} from '#libs/transport';
import { eventually } from '../support/eventually.js';
import { TrustedBroker } from './trust-broker.js';
const bytes = (text) => Buffer.from(text, 'utf8');
const textOf = (payload) => Buffer.from(payload).toString('utf8');
describe('routing tables over a real broker', () => {
    let broker;
    const open = [];
    beforeAll(async () => {
        broker = await TrustedBroker.start();
    }, 30_000);
    afterEach(async () => {
        await Promise.all(open.splice(0).map((one) => one.close()));
    });
    afterAll(async () => broker.remove(), 30_000);
    async function hub() {
        const routes = await broker.routes();
        open.push(routes);
        const ready = new Promise((resolve) => routes.onConnect(resolve));
        await ready;
        return routes;
    }
    /** What an edge has been given, by subject. */
    async function edge(name) {
        const link = await broker.edge(name);
        open.push(link);
        const got = [];
        await link.consumeRoutes((deliveries) => {
            for (const { subject, payload } of deliveries)
                got.push([subject, textOf(payload)]);
            return Promise.resolve(deliveries.map(() => ({ kind: 'done' })));
        });
        return { link, got };
    }
    it('gives an edge the last values first, then news, and all of it again when asked', async () => {
        const routes = await hub();
        const [a, b] = [routeSubject('a'), routeSubject('b')];
        for (const value of ['1', '2', '3'])
            await routes.publishTable(a, bytes(value));
        await routes.publishTable(b, bytes('x'));
        await routes.ensureEdgeConsumer('edge.1');
        const { got } = await edge('edge.1');
        await eventually('last values', () => Promise.resolve(got.length === 2));
        expect(new Map(got)).toEqual(new Map([
            [a, '3'],
            [b, 'x'],
        ]));
        await routes.publishTable(a, bytes('4'));
        await eventually('news', () => Promise.resolve(got.at(-1)?.[1] === '4'));
        got.length = 0;
        await routes.resendTo('edge.1');
        await eventually('all again', () => Promise.resolve(got.length === 2));
        const held = await routes.heldTables();
        expect(new Map(held.map(({ subject, payload }) => [subject, textOf(payload)]))).toEqual(new Map(got));
    }, 30_000);
    it('hears edges at every hub, under their own names only', async () => {
        const [first, second] = [await hub(), await hub()];
        const heard = [];
        for (const routes of [first, second])
            routes.onEdgeReport((subject, payload) => heard.push([subject, textOf(payload)]));
        await first.ensureEdgeConsumer('eu');
        const { link } = await edge('eu');
        await eventually('two hubs heard it', () => {
            link.publishReport(bytes('here'));
            return Promise.resolve(heard.length >= 2);
        });
        expect(new Set(heard.map(([subject]) => subject))).toEqual(new Set([edgeReportSubject('eu')]));
    }, 30_000);
    it('holds nothing at first and makes the stream anew when the broker lost its disk', async () => {
        const routes = await hub();
        await routes.publishTable(routeSubject('a'), bytes('1'));
        const again = new Promise((resolve) => routes.onConnect(resolve));
        await broker.down();
        await broker.loseDisk();
        await broker.up();
        await again;
        expect(await routes.heldTables()).toEqual([]);
    }, 30_000);
});
//# sourceMappingURL=transport-routes.test.js.map