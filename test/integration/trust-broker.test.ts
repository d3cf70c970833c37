import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, type ConnectionOptions, type Msg, type NatsConnection } from 'nats';
import { type ConnectInfo, createAgentTransport, nkeySigner } from '#libs/transport';
import { silentLogger, systemClock } from '#libs/process';
import { BrokerClaims } from '../../apps/hub/src/trust/broker-claims.js';
import { eventually } from '../support/eventually.js';
import { TrustedBroker } from './trust-broker.js';

const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('utf8');
const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8');

/** An agent that does what it may not: a bare client with an agent's credentials. */
async function intruder(broker: TrustedBroker, cluster: string): Promise<NatsConnection> {
  return bareClient(broker, await broker.agentCredentials(cluster), `_INBOX_c_${cluster}`);
}

async function bareClient(
  broker: TrustedBroker,
  { jwt, seed }: { readonly jwt: string; readonly seed: string },
  inboxPrefix: string,
): Promise<NatsConnection> {
  const sign = nkeySigner(seed);
  const tls: ConnectionOptions['tls'] & { host: string } = { ca: broker.ca.certificate, host: '127.0.0.1' };
  return connect({
    servers: broker.url,
    tls,
    inboxPrefix,
    authenticator: (nonce) => ({ jwt, sig: Buffer.from(sign(bytes(nonce ?? ''))).toString('base64url') }),
  });
}

/** What the broker answers to using `subject`; it closes no connection over it. */
async function refusal(connection: NatsConnection, use: () => void): Promise<string> {
  const statuses = connection.status()[Symbol.asyncIterator]();
  use();
  for (;;) {
    const { value, done } = (await statuses.next()) as { value: { data: unknown }; done?: boolean };
    if (done) throw new Error('the connection was closed');
    if (value.data === 'PERMISSIONS_VIOLATION') return 'refused';
  }
}

describe('trust at the broker', () => {
  let broker: TrustedBroker;
  const open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    broker = await TrustedBroker.start();
    const hub = await broker.hub();
    await hub.ensureStreams();
    await hub.ensureWorkConsumer('a');
    await hub.ensureWorkConsumer('b');
    await hub.publishWork('b', 'secret', bytes('of b'));
    await hub.close();
  }, 30_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
  });
  afterAll(async () => broker.remove(), 30_000);

  it.each([
    ['reads the subject of another cluster', 'sub', 'work.b.>'],
    ['listens to everything', 'sub', '>'],
    ['listens to all inboxes', 'sub', '_INBOX.>'],
    ["listens to another agent's inbox", 'sub', '_INBOX_c_b.>'],
    ['reads its own work past its consumer', 'sub', 'work.a.>'],
    ["takes another cluster's work", 'pub', '$JS.API.CONSUMER.MSG.NEXT.WORK.b'],
    ["takes the hub's reports", 'pub', '$JS.API.CONSUMER.MSG.NEXT.REPORT.hub'],
    ["confirms another cluster's work", 'pub', '$JS.ACK.WORK.b.1.1.1.1.0'],
    ['reports for another cluster', 'pub', 'report.b.heartbeat'],
    ['gives work to another cluster', 'pub', 'work.b.x'],
    ['gives work to itself', 'pub', 'work.a.x'],
    ['asks about a stream', 'pub', '$JS.API.STREAM.INFO.WORK'],
    ['deletes a stream', 'pub', '$JS.API.STREAM.DELETE.WORK'],
    ['makes a consumer', 'pub', '$JS.API.CONSUMER.DURABLE.CREATE.WORK.own'],
    ['fetches a message', 'pub', '$JS.API.STREAM.MSG.GET.WORK'],
    ['asks the system account', 'pub', '$SYS.REQ.CLAIMS.UPDATE'],
  ])('refuses an agent that %s', async (_name, operation, subject) => {
    const connection = await intruder(broker, 'a');
    open.push(connection);
    const answer = await refusal(connection, () => {
      if (operation === 'sub') connection.subscribe(subject, { callback: () => undefined });
      else connection.publish(subject, '{"batch":1}');
    });
    expect(answer).toBe('refused');
  });

  it('shows a refused publish to its caller', async () => {
    const credentials = await broker.agentCredentials('a');
    const agent = createAgentTransport({ ...broker.options('a as b'), cluster: 'b', credentials });
    open.push(agent);
    await new Promise<void>((resolve) => agent.onConnect(resolve));
    await expect(agent.publishReport('heartbeat', bytes('x'))).rejects.toMatchObject({
      failure: 'forbidden',
    });
  });

  it.each(['none', 'of another operator'])(
    'refuses a client with credentials: %s',
    async (kind) => {
      const other = await TrustedBroker.start();
      const credentials = kind === 'none' ? undefined : await other.agentCredentials('a');
      const refused = new Promise<void>((resolve) => {
        const agent = createAgentTransport({
          ...broker.options('stranger'),
          cluster: 'a',
          ...(credentials ? { credentials } : {}),
          onRefused: resolve,
        });
        open.push(agent);
      });
      await refused;
      await other.remove();
    },
    20_000,
  );

  it('disconnects a revoked agent at once and keeps it out, also after a restart', async () => {
    const credentials = await broker.agentCredentials('b');
    let refused = 0;
    const waiters: (() => void)[] = [];
    const agent = createAgentTransport({
      ...broker.options('b'),
      cluster: 'b',
      credentials,
      onRefused: () => {
        refused += 1;
        waiters.splice(0).forEach((wake) => wake());
      },
    });
    open.push(agent);
    await new Promise<void>((resolve) => agent.onConnect(resolve));
    await agent.publishReport('heartbeat', bytes('still there'));
    // Several in the same second: the broker must take each new version.
    const claims = new BrokerClaims(broker.authority, broker.options('system'), systemClock);
    const others = await Promise.all(['c', 'd'].map((name) => broker.agentCredentials(name)));
    await Promise.all([others[0]!, credentials, others[1]!].map(({ publicKey }) => claims.revoke(publicKey)));
    while (refused < 2) await new Promise<void>((resolve) => waiters.push(resolve));
    await expect(agent.publishReport('heartbeat', bytes('gone'))).rejects.toMatchObject({
      failure: 'disconnected',
    });
    await broker.down();
    await broker.up();
    const before = refused;
    while (refused < before + 1) await new Promise<void>((resolve) => waiters.push(resolve));
    expect(agent.connected()).toBe(false);
  }, 20_000);

  // The broker does not check replies (docs/OPERATIONS.md, "A hostile agent").
  it.each<[string, (intruder: NatsConnection) => void]>([
    [
      'its confirmation {"stream":..,"seq":n} becomes a purge up to n',
      (connection) => {
        for (let seq = 0; seq < 10; seq += 1)
          connection.publish(`report.a.x${seq}`, '{}', { reply: '$JS.API.STREAM.PURGE.WORK' });
      },
    ],
    [
      'its word that there is nothing more, without a body, deletes the stream',
      (connection) => {
        const request = JSON.stringify({ batch: 100, no_wait: true });
        connection.publish('$JS.API.CONSUMER.MSG.NEXT.WORK.a', request, {
          reply: '$JS.API.STREAM.DELETE.WORK',
        });
      },
    ],
  ])(
    'repairs what a hostile agent destroys through reply subjects: %s',
    async (_name, attack) => {
      const hub = await broker.hub();
      open.push(hub);
      await hub.ensureStreams();
      await hub.publishWork('b', 'more', bytes('of b'));
      await hub.publishWork('a', 'own', bytes('of a'));
      const checked = new Promise<ConnectInfo>((resolve) => hub.onConnect(resolve));
      const connection = await intruder(broker, 'a');
      open.push(connection);
      attack(connection);
      expect(await checked).toMatchObject({ fresh: true });
    },
    20_000,
  );

  describe('what reply subjects cannot do, and can (docs/decisions/0033-one-account-at-the-broker.md)', () => {
    let hub: Awaited<ReturnType<TrustedBroker['hub']>>;
    let attacker: NatsConnection;
    /** With the hub's rights. */
    let observer: NatsConnection;

    beforeEach(async () => {
      hub = await broker.hub();
      open.push(hub);
      await hub.ensureStreams();
      for (const cluster of ['a', 'b']) await hub.removeCluster(cluster);
      for (const cluster of ['a', 'b']) await hub.ensureWorkConsumer(cluster);
      observer = await bareClient(broker, await broker.authority.hubCredentials(), '_INBOX');
      attacker = await intruder(broker, 'a');
      open.push(observer, attacker);
    });

    const next = (reply: string, more: object = {}): void =>
      attacker.publish('$JS.API.CONSUMER.MSG.NEXT.WORK.a', JSON.stringify({ batch: 1, ...more }), { reply });

    /** The next message on `subject`; listens by the time that it answers. */
    async function listen(subject: string): Promise<{ readonly said: Promise<string> }> {
      const said = new Promise<string>((resolve) => {
        const callback = (_error: unknown, { data }: Msg): void => resolve(Buffer.from(data).toString());
        observer.subscribe(subject, { max: 1, callback });
      });
      await observer.flush();
      return { said };
    }

    it("nothing of another cluster's comes to it, wherever it has answers sent", async () => {
      await hub.publishWork('b', 'x', bytes('of b'));
      const done = await listen('_INBOX_c_a.done');
      const heard: string[] = [];
      attacker.subscribe('_INBOX_c_a.>', {
        callback: (_error, { data }) => void heard.push(Buffer.from(data).toString()),
      });
      // A chain: the broker's answer becomes a request for the work of b. It carries no reply of ours, so nobody is answered.
      attacker.publish('report.a.x', '{}', { reply: '$JS.API.CONSUMER.MSG.NEXT.WORK.b' });
      next('$JS.API.CONSUMER.MSG.NEXT.WORK.b', { no_wait: true });
      attacker.publish('report.a.x', '{}', { reply: '$JS.API.STREAM.MSG.GET.WORK' });
      // Everything before this has been handled when it is answered.
      attacker.publish('report.a.x', '{}', { reply: '_INBOX_c_a.done' });
      await done.said;
      await attacker.flush();
      expect(heard).toEqual([expect.stringContaining('"stream":"REPORT"')]);
      const manager = await observer.jetstreamManager();
      expect(await manager.consumers.info('WORK', 'b')).toMatchObject({ num_pending: 1, num_ack_pending: 0 });
    });

    it('its own work stays under its own subject, wherever it has it sent', async () => {
      await hub.publishWork('b', 'x', bytes('of b'));
      await hub.publishWork('a', 'own', bytes('of a'));
      const manager = await observer.jetstreamManager();
      const { state } = await manager.streams.info('WORK');
      next('work.b.x');
      // The broker takes in what it sends there itself, as what it was.
      await eventually('it is stored again', async () => {
        const now = await manager.streams.getMessage('WORK', { last_by_subj: 'work.a.own' });
        return now.seq > state.last_seq;
      });
      expect(text(await hub.lastWork('b', 'x'))).toBe('of b');
      expect(text(await hub.lastWork('a', 'own'))).toBe('of a');
    });

    it('what another cluster was sent it cannot confirm', async () => {
      const reply = '$JS.ACK.WORK.b.1.1.1.1795249000000000000.0';
      expect(await refusal(attacker, () => next(reply, { no_wait: true }))).toBe('refused');
    });

    it.each(['work.b.x', 'report.b.x', 'work.$hub.mark'])(
      'a confirmation, and nothing that it wrote itself, it can put in the place of %s',
      async (subject) => {
        const put = await listen(subject);
        attacker.publish('report.a.x', 'forged', { reply: subject });
        expect(JSON.parse(await put.said)).toEqual({ stream: 'REPORT', seq: expect.any(Number) });
      },
    );
  });

  it('tells that the broker asks for credentials', async () => {
    const hub = await broker.hub({ logger: silentLogger });
    open.push(hub);
    await hub.ensureStreams();
    expect(hub.broker()).toMatchObject({ authRequired: true, tls: true });
  });
});
