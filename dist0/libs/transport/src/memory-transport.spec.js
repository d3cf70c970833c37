import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '#libs/process';
import { ACK_WAIT_MS } from './limits.js';
import {} from './memory-consumer.js';
import { MemoryBroker } from './memory-transport.js';
import {} from './transport.js';
const bytes = (value) => Buffer.from(value, 'utf8');
const text = (delivery) => `${Buffer.from(delivery.payload).toString('utf8')}${delivery.redelivered ? ' again' : ''}`;
const done = (batch) => batch.map(() => ({ kind: 'done' }));
/** Lets every microtask that is due run. */
async function settle() {
    for (let turn = 0; turn < 50; turn += 1)
        await Promise.resolve();
}
function set(faults) {
    const clock = new ManualClock();
    const broker = new MemoryBroker({ clock, ...(faults ? { faults } : {}) });
    const seen = [];
    const batches = [];
    const handler = (batch) => {
        seen.push(...batch.map(text));
        batches.push(batch.length);
        return Promise.resolve(done(batch));
    };
    return { clock, broker, hub: broker.hub(), agent: broker.agent('a'), seen, batches, handler };
}
describe('MemoryBroker', () => {
    it('delivers the last values first, then news, in batches', async () => {
        const { hub, agent, seen, batches, handler } = set();
        await hub.ensureWorkConsumer('a');
        await Promise.all(['1', '2', '3'].map((value) => hub.publishWork('a', 'x', bytes(value))));
        await hub.publishWork('a', 'y', bytes('y'));
        await hub.publishWork('b', 'z', bytes('not for a'));
        await agent.consumeWork(handler);
        await settle();
        expect(seen).toEqual(['3', 'y']);
        expect(batches).toEqual([2]);
        await hub.publishWork('a', 'x', bytes('4'));
        await settle();
        expect(seen).toEqual(['3', 'y', '4']);
    });
    it('delivers nothing before the hub has made the consumer', async () => {
        const { hub, agent, seen, handler } = set();
        await agent.consumeWork(handler);
        await hub.publishWork('a', 'x', bytes('x'));
        await settle();
        expect(seen).toEqual([]);
        await hub.ensureWorkConsumer('a');
        await settle();
        expect(seen).toEqual(['x']);
    });
    it('delivers again what was not confirmed, and the newest value of it', async () => {
        let drop = true;
        const { hub, agent, seen, clock, handler } = set((event) => event.stage === 'deliver' && drop ? 'drop' : 'none');
        await hub.ensureWorkConsumer('a');
        await agent.consumeWork(handler);
        await hub.publishWork('a', 'x', bytes('1'));
        await settle();
        drop = false;
        clock.advance(ACK_WAIT_MS - 1);
        await settle();
        expect(seen).toEqual([]);
        clock.advance(1);
        await settle();
        expect(seen).toEqual(['1 again']);
        clock.advance(ACK_WAIT_MS);
        await settle();
        expect(seen).toHaveLength(1);
    });
    it.each([
        ['done', { kind: 'done' }, 100_000, ['1']],
        ['terminal', { kind: 'terminal', reason: 'test' }, 100_000, ['1']],
        ['retry', { kind: 'retry', delayMs: 5 }, 5, ['1', '1 again']],
        ['a throw', 'throw', 1_000, ['1', '1 again']],
    ])('treats %s as JetStream does', async (_name, outcome, ms, expected) => {
        const { hub, agent, clock } = set();
        const seen = [];
        await hub.ensureWorkConsumer('a');
        await agent.consumeWork((batch) => {
            seen.push(...batch.map(text));
            if (batch[0]?.redelivered)
                return Promise.resolve(done(batch));
            return outcome === 'throw' ? Promise.reject(new Error('test')) : Promise.resolve([outcome]);
        });
        await hub.publishWork('a', 'x', bytes('1'));
        await settle();
        clock.advance(ms);
        await settle();
        expect(seen).toEqual(expected);
    });
    it('duplicates and delays when told to', async () => {
        const { hub, agent, seen, clock, handler } = set((event) => {
            if (event.stage !== 'deliver')
                return 'none';
            return event.subject.endsWith('twice') ? 'duplicate' : clock.now() < 30 ? { delayMs: 30 } : 'none';
        });
        await hub.ensureWorkConsumer('a');
        await agent.consumeWork(handler);
        await hub.publishWork('a', 'twice', bytes('t'));
        await hub.publishWork('a', 'late', bytes('l'));
        await settle();
        expect(seen).toEqual(['t', 't again']);
        clock.advance(30);
        await settle();
        expect(seen).toEqual(['t', 't again', 'l again']);
    });
    it('cuts one cluster off and brings it back', async () => {
        const { hub, agent, broker, seen, handler } = set();
        let connects = 0;
        agent.onConnect(() => (connects += 1));
        await hub.ensureWorkConsumer('a');
        await agent.consumeWork(handler);
        await settle();
        broker.partition('a', true);
        await expect(agent.publishReport('heartbeat', bytes('x'))).rejects.toMatchObject({
            failure: 'disconnected',
        });
        await hub.publishWork('a', 'x', bytes('1'));
        await settle();
        expect([agent.connected(), seen]).toEqual([false, []]);
        broker.partition('a', false);
        await settle();
        expect([agent.connected(), seen, connects]).toEqual([true, ['1'], 2]);
    });
    it('tells the hub when everything was lost, and goes on', async () => {
        const { hub, agent, broker, seen, handler } = set();
        const infos = [];
        hub.onConnect(({ fresh }) => infos.push(fresh));
        await hub.ensureWorkConsumer('a');
        await agent.consumeWork(handler);
        await settle();
        broker.loseDisk();
        await hub.publishWork('a', 'x', bytes('1'));
        await settle();
        expect(infos).toEqual([false, true]);
        expect(seen).toEqual(['1']);
    });
    it('shares reports between hubs and forgets a removed cluster', async () => {
        const { hub, agent, broker } = set();
        const other = broker.hub('other');
        const seen = [];
        const take = (name) => (batch) => {
            seen.push(...batch.map((delivery) => `${name} ${text(delivery)}`));
            return Promise.resolve(done(batch));
        };
        const first = await hub.consumeReports(take('first'));
        await agent.publishReport('x', bytes('1'));
        await settle();
        await first.stop();
        await other.consumeReports(take('second'));
        await agent.publishReport('x', bytes('2'));
        await settle();
        expect(seen).toEqual(['first 1', 'second 2']);
        await hub.removeCluster('a');
        expect(broker.lastValues('report.').size).toBe(0);
    });
});
//# sourceMappingURL=memory-transport.spec.js.map