import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startNats } from '#libs/embedded';
import { readEnvironment, silentLogger } from '#libs/process';
import { createAgentTransport, createHubTransport, type ConnectInfo, type Delivery } from '#libs/transport';
import { connect, jwtAuthenticator, type ConnectionOptions } from 'nats';
import { NATS_DIRS, TrustedBroker } from './trust-broker.js';

/** Resolves with what `next` is called with. */
class Inbox<T> {
  private readonly items: T[] = [];
  private waiters: (() => void)[] = [];

  push(...items: T[]): void {
    this.items.push(...items);
    for (const wake of this.waiters.splice(0)) wake();
  }

  async until(done: (items: readonly T[]) => boolean): Promise<readonly T[]> {
    while (!done(this.items)) await new Promise<void>((resolve) => this.waiters.push(resolve));
    return this.items;
  }
}

/** Holds a handler until the test opens it. */
class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

const text = (delivery: Delivery): string => Buffer.from(delivery.payload).toString('utf8');
const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8');

describe('JetStream transport', () => {
  let broker: TrustedBroker;
  const open: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(transport: T): T => {
    open.push(transport);
    return transport;
  };

  beforeAll(async () => {
    broker = await TrustedBroker.start();
  }, 30_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()));
  }, 30_000);
  afterAll(async () => broker.remove(), 30_000);

  it('asks anew before what it has asked for ends', async () => {
    // nats-server 2.9 drops a request that has just ended when a message comes: that message came half a minute late.
    const hub = keep(await broker.hub());
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('asking');
    const { url, ca, credentials } = {
      ...broker.options('ear'),
      credentials: await broker.authority.hubCredentials(),
    };
    const tls: ConnectionOptions['tls'] & { host: string } = { ca: ca ?? '', host: '127.0.0.1' };
    const ear = keep(
      await connect({
        servers: url,
        tls,
        authenticator: jwtAuthenticator(credentials.jwt, Buffer.from(credentials.seed)),
      }),
    );
    const asked = new Inbox<{ readonly at: number; readonly end: number }>();
    ear.subscribe('$JS.API.CONSUMER.MSG.NEXT.WORK.*', {
      callback: (_, { data }) => {
        const { expires } = JSON.parse(Buffer.from(data).toString()) as { expires?: number };
        const at = performance.now();
        if (expires !== undefined) asked.push({ at, end: at + expires / 1e6 });
      },
    });
    await ear.flush();
    const agent = keep(
      createAgentTransport({
        ...broker.options('agent asking'),
        cluster: 'asking',
        credentials: await broker.agentCredentials('asking'),
        pullExpiresMs: 2_400,
      }),
    );
    const work = new Inbox<string>();
    await agent.consumeWork((batch) => {
      work.push(...batch.map(text));
      return Promise.resolve(batch.map(() => ({ kind: 'done' as const })));
    });
    const requests = await asked.until((all) => all.length >= 3);
    requests.slice(1).forEach(({ at }, index) => expect(at).toBeLessThan(requests[index]?.end ?? 0));
    await hub.publishWork('asking', 'x', bytes('late'));
    expect(await work.until((all) => all.length > 0)).toEqual(['late']);
  }, 30_000);

  it('carries the last value of each subject down and reports up', async () => {
    const hub = keep(await broker.hub());
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('first.cluster');
    await Promise.all(['1', '2', '3'].map((value) => hub.publishWork('first.cluster', 'x', bytes(value))));
    await hub.publishWork('first.cluster', 'y', bytes('y'));
    const agent = keep(await broker.agent('first.cluster'));
    const work = new Inbox<string>();
    await agent.consumeWork((batch) => {
      work.push(...batch.map(text));
      return Promise.resolve(batch.map(() => ({ kind: 'done' })));
    });
    expect(await work.until((items) => items.length >= 2)).toEqual(['3', 'y']);

    const reports = new Inbox<string>();
    await hub.consumeReports((batch) => {
      reports.push(...batch.map(text));
      return Promise.resolve(batch.map(() => ({ kind: 'done' })));
    });
    await agent.publishReport('heartbeat', bytes('alive'));
    expect(await reports.until((items) => items.includes('alive'))).toContain('alive');
  }, 20_000);

  it('delivers again what asked for it or failed, and never what is terminal', async () => {
    const hub = keep(await broker.hub());
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('again');
    const agent = keep(await broker.agent('again'));
    const seen = new Inbox<string>();
    await agent.consumeWork((batch) => {
      seen.push(...batch.map((delivery) => `${text(delivery)}${delivery.redelivered ? ' again' : ''}`));
      if (batch.some((delivery) => text(delivery) === 'throw' && !delivery.redelivered))
        throw new Error('as the test wants');
      return Promise.resolve(
        batch.map((delivery) => {
          if (text(delivery) === 'bad') return { kind: 'terminal', reason: 'test' } as const;
          if (text(delivery) === 'retry' && !delivery.redelivered)
            return { kind: 'retry', delayMs: 5 } as const;
          return { kind: 'done' } as const;
        }),
      );
    });
    await hub.publishWork('again', 'a', bytes('bad'));
    await seen.until((items) => items.includes('bad'));
    await hub.publishWork('again', 'b', bytes('retry'));
    await seen.until((items) => items.includes('retry again'));
    await hub.publishWork('again', 'c', bytes('throw'));
    const all = await seen.until((items) => items.includes('throw again'));
    expect(all.filter((item) => item.startsWith('bad'))).toEqual(['bad']);
  }, 20_000);

  it('handles what has arrived when it stops, and leaves the rest to the next start', async () => {
    const hub = keep(await broker.hub());
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('stopping');
    const first = keep(await broker.agent('stopping'));
    const started = new Inbox<string>();
    const gate = new Gate();
    let finished = 0;
    const subscription = await first.consumeWork(async (batch) => {
      started.push(...batch.map(text));
      await gate.opened;
      finished += batch.length;
      return batch.map(() => ({ kind: 'done' }));
    });
    await hub.publishWork('stopping', 'a', bytes('a'));
    await started.until((items) => items.length > 0);
    const stopped = subscription.stop();
    expect(finished).toBe(0);
    gate.open();
    await stopped;
    expect(finished).toBe(1);
    await hub.publishWork('stopping', 'b', bytes('b'));
    const second = keep(await broker.agent('stopping'));
    const rest = new Inbox<string>();
    await second.consumeWork((batch) => {
      rest.push(...batch.map(text));
      return Promise.resolve(batch.map(() => ({ kind: 'done' })));
    });
    expect(await rest.until((items) => items.length > 0)).toEqual(['b']);
  }, 20_000);

  it('goes on after kill -9 of the broker, with what was stored', async () => {
    const hub = keep(await broker.hub());
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('killed');
    const connects = new Inbox<ConnectInfo>();
    hub.onConnect((info) => connects.push(info));
    const agent = keep(await broker.agent('killed'));
    const work = new Inbox<string>();
    await hub.publishWork('killed', 'before', bytes('before'));
    await agent.consumeWork((batch) => {
      work.push(...batch.map(text));
      return Promise.resolve(batch.map(() => ({ kind: 'done' })));
    });
    await work.until((items) => items.includes('before'));
    broker.kill();
    const [info] = await connects.until((items) => items.length > 0);
    expect(info?.fresh).toBe(false);
    await hub.publishWork('killed', 'after', bytes('after'));
    await work.until((items) => items.includes('after'));
  }, 30_000);

  it('says fresh when the broker has lost its disk, with streams and consumers made anew', async () => {
    const hub = keep(await broker.hub());
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('disk');
    const connects = new Inbox<ConnectInfo>();
    hub.onConnect((info) => connects.push(info));
    const agent = keep(await broker.agent('disk'));
    const work = new Inbox<string>();
    await agent.consumeWork((batch) => {
      work.push(...batch.map(text));
      return Promise.resolve(batch.map(() => ({ kind: 'done' })));
    });
    await broker.down();
    await expect(hub.publishWork('disk', 'x', bytes('x'))).rejects.toMatchObject({ failure: 'disconnected' });
    await broker.loseDisk();
    await broker.up();
    const [info] = await connects.until((items) => items.length > 0);
    expect(info?.fresh).toBe(true);
    await hub.publishWork('disk', 'x', bytes('x'));
    await work.until((items) => items.includes('x'));
  }, 30_000);

  it('works with a broker without authentication and TLS, and says so', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'meridian-plain-'));
    const server = await startNats({
      dir,
      host: '127.0.0.1',
      config: ({ host, port, pidFile, storeDir }) =>
        [
          `host: "${host}"`,
          `port: ${port}`,
          `pid_file: "${pidFile}"`,
          `jetstream { store_dir: "${storeDir}", max_file_store: 16GB }`,
        ].join('\n'),
      logger: silentLogger,
      path: readEnvironment()['PATH'] ?? '',
      binaryDirs: NATS_DIRS,
    });
    const options = { url: `nats://127.0.0.1:${server.port}`, name: 'plain', logger: silentLogger };
    const hub = createHubTransport(options);
    await hub.ensureStreams();
    expect(hub.broker()).toMatchObject({ authRequired: false, tls: false });
    await hub.publishWork('a', 'x', bytes('x'));
    await hub.close();
    // One that asks for the CA's certificate does not talk to a broker without TLS.
    const strict = createHubTransport({ ...options, ca: broker.ca.certificate });
    await expect(strict.ensureStreams()).rejects.toMatchObject({ failure: 'disconnected' });
    await strict.close();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }, 30_000);
});
