import { join } from 'node:path';
import { connect, type Msg, type NatsConnection } from 'nats';
import { seededRandom } from '#libs/controller-runtime';
import { silentLogger, sleep, systemClock } from '#libs/process';
import { fileKeyProvider, openStore } from '#libs/store';
import { nkeySigner } from '#libs/transport';
import { NatsAuthority } from '../../apps/hub/src/trust/nats-authority.js';
import { type TestFederation } from './federation.js';
import { type LinkedServers } from './linked-servers.js';

/** Between two handfuls of old messages. */
const PAUSE_MS = 20;
const HANDFUL = 8;

/**
 * A broker that repeats itself: everything that hub and agents publish is heard with the hub's own credentials, and sent
 * again, twice, in any order: older generations after newer ones, which they replace as last values.
 */
export class Replayer {
  /** Every message of a subject but the hubs' mark, oldest first. */
  private readonly heard = new Map<string, Uint8Array[]>();
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  /** Messages sent again. */
  replayed = 0;
  /** Of these, work that is older than the last of its subject. */
  stale = 0;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly random: () => number,
  ) {}

  static async start(federation: TestFederation, servers: LinkedServers, seed: number): Promise<Replayer> {
    const { jwt, seed: key } = await hubCredentials(federation, servers);
    const sign = nkeySigner(key);
    const connection = await connect({
      servers: `nats://127.0.0.1:${servers.ports.nats}`,
      authenticator: (nonce) => ({
        jwt,
        sig: Buffer.from(sign(Buffer.from(nonce ?? ''))).toString('base64url'),
      }),
    });
    const replayer = new Replayer(connection, seededRandom(seed));
    const callback = (error: Error | null, message: Msg): void => {
      if (!error) replayer.hear(message);
    };
    for (const subject of ['work.*.*', 'report.*.*']) connection.subscribe(subject, { callback });
    await connection.flush();
    replayer.running = replayer.run();
    return replayer;
  }

  /** The broker gives every agent all last values once more, stale ones among them: their consumers are made anew by the hub. */
  async resetConsumers(clusters: readonly string[]): Promise<void> {
    const manager = await this.connection.jetstreamManager();
    for (const cluster of clusters) await manager.consumers.delete('WORK', cluster);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await this.connection.drain();
  }

  private hear({ subject, data, headers }: Msg): void {
    // Ours come back to us, and parts of large messages are another matter.
    if (headers || subject.startsWith('work.$hub')) return;
    const known = this.heard.get(subject) ?? [];
    if (!known.some((one) => Buffer.compare(one, data) === 0)) this.heard.set(subject, [...known, data]);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const subjects = [...this.heard.keys()];
      for (let at = 0; at < HANDFUL && subjects.length > 0; at++) this.again(this.pick(subjects));
      await sleep(systemClock, PAUSE_MS);
    }
  }

  private again(subject: string): void {
    const known = this.heard.get(subject) ?? [];
    const old = this.pick(known);
    if (subject.startsWith('work.') && old !== known.at(-1)) this.stale++;
    for (let time = 0; time < 2; time++) this.connection.publish(subject, old);
    this.replayed += 2;
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)] as T;
  }
}

async function hubCredentials(
  federation: TestFederation,
  { ports }: LinkedServers,
): Promise<{ readonly jwt: string; readonly seed: string }> {
  const keyProvider = await fileKeyProvider(join(federation.hubDir, 'data.key'));
  const { databaseUrl } = ports;
  const store = await openStore({ databaseUrl, keyProvider, clock: systemClock, logger: silentLogger });
  try {
    const authority = await NatsAuthority.open(store.vault);
    return await authority.hubCredentials();
  } finally {
    await store.close();
  }
}
