import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readEnvironment } from '#libs/process';
import { encodeRoute, routeSubject, type RouteMessage } from '#libs/protocol';
import { type RouteTransport } from '#libs/transport';
import { haproxyDirectory } from '../../apps/edge/src/haproxy/find-haproxy.js';
import { TrustedBroker } from '../integration/trust-broker.js';
import { clusterTable, hostTable, serviceTable } from '../support/edge-tables.js';
import { describeHaproxy } from '../support/haproxy.js';
import { startJoinEnd, type JoinEnd } from '../support/join-hub.js';
import { program } from '../support/processes.js';
import { tempDir } from '../support/temp-dir.js';

/** A cluster's gateway, in a process that can be killed and stopped. */
const GATEWAY = `
const server = require('node:http').createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok');
  response.end(process.argv[1]);
});
server.keepAliveTimeout = 60000;
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(server.address().port));
`;

interface Seen {
  readonly atMs: number;
  readonly tookMs: number;
  /** The body, or what went wrong. */
  readonly said: string;
  readonly isError: boolean;
}

const LINES = 16;
const PAUSE_MS = 5;
const AFTER_MS = 3_500;

/** Faults under load, on real edges with a real broker: errors are counted, and times printed. */
function faults(driver: 'embedded' | 'haproxy'): void {
  let directory: Awaited<ReturnType<typeof tempDir>>;
  let broker: TrustedBroker;
  let hub: RouteTransport;
  let joinEnd: JoinEnd;
  let edge: ChildProcess;
  let port = 0;
  const children = new Set<ChildProcess>();
  const gateways = new Map<string, { child: ChildProcess; port: number }>();
  const started: (() => Promise<void>)[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: LINES });

  beforeAll(async () => {
    directory = await tempDir(`edge-matrix-${driver}`);
    started.push(directory.remove);
    broker = await TrustedBroker.start();
    started.push(() => broker.remove());
    hub = await broker.routes();
    started.push(() => hub.close());
    joinEnd = await startJoinEnd(broker.ca, async (asked) => {
      await hub.ensureEdgeConsumer(asked.name);
      const natsJwt = await broker.authority.joinerJwt('edge', asked.name, asked.natsPublicKey);
      const told = { natsUrl: broker.url, natsJwt, natsCa: broker.ca.certificate, sealingKeyId: '' };
      return { status: 200, body: { v: 1, hubUid: 'hub-1', epoch: 1, name: asked.name, ...told } };
    });
    started.push(() => joinEnd.stop());
    for (const name of ['a', 'b', 'c']) await startGateway(name);
    await publish(...tables());
    await startEdge({ MERIDIAN_HUB_URL: joinEnd.url, MERIDIAN_JOIN_TOKEN: joinEnd.token });
    await until('both serve', async () => (await saidBy()).size === 2);
  }, 60_000);
  afterEach(async () => {
    for (const [name, { child, port: known }] of gateways)
      if (child.exitCode !== null || child.signalCode !== null) await startGateway(name, known);
    await until('the broker takes tables', () =>
      publish(...tables()).then(
        () => true,
        () => false,
      ),
    );
    // Away fast, back slow: a gateway that failed is held out for 10 s, and twice as long the next time.
    await until('every gateway serves', async () => (await saidBy()).size === 2);
  }, 90_000);
  afterAll(async () => {
    agent.destroy();
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([...children].map((child) => once(child, 'exit')));
    // An edge that is killed leaves it to the next one of its data directory, and there is none.
    await rm(haproxyDirectory(join(directory.path, 'data')), { recursive: true, force: true });
    for (const stop of started.reverse()) await stop();
  }, 30_000);

  /** Half and half in a and b; c, of another region, stands by. */
  function tables(weights: Record<string, number> = { a: 128, b: 128, c: 0 }): RouteMessage[] {
    const clusters = [...gateways].map(([name, { port: at }]) => ({
      ...clusterTable(name, `127.0.0.1:${at}`),
      region: name === 'c' ? 'us' : 'eu',
    }));
    return [...clusters, serviceTable('web', weights), hostTable('shop.example', { '/': 'web' })];
  }

  async function publish(...all: readonly RouteMessage[]): Promise<void> {
    await Promise.all(all.map((table) => hub.publishTable(routeSubject(table.key), encodeRoute(table))));
  }

  function run(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const { PATH = '' } = readEnvironment();
    const child = spawn(command, args, { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  async function startGateway(name: string, at = 0): Promise<void> {
    const child = run(process.execPath, ['-e', GATEWAY, name, String(at)]);
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    gateways.set(name, { child, port: Number(line.toString()) });
  }

  async function startEdge(more: Record<string, string> = {}): Promise<void> {
    edge = run(process.execPath, [program('edge/src/main.js')], {
      MERIDIAN_EDGE: 'edge-1',
      MERIDIAN_REGION: 'eu',
      MERIDIAN_EDGE_DRIVER: driver,
      MERIDIAN_DATA_DIR: join(directory.path, 'data'),
      MERIDIAN_HTTP_LISTEN: `127.0.0.1:${port}`,
      MERIDIAN_HTTPS_LISTEN: 'off',
      MERIDIAN_DNS_LISTEN: 'off',
      MERIDIAN_LOG_LEVEL: 'error',
      ...more,
    });
    for await (const line of createInterface(edge.stdout ?? process.stdin)) {
      const found = /^ready http=(\d+)/.exec(line);
      if (found === null) continue;
      port = Number(found[1]);
      return;
    }
    throw new Error('the edge ended before it was ready');
  }

  function get(begin: number): Promise<Seen> {
    const from = performance.now();
    const seen = (said: string, isError: boolean): Seen => ({
      ...{ atMs: from - begin, tookMs: performance.now() - from, said, isError },
    });
    return new Promise((resolve) => {
      const sent = request(
        { host: '127.0.0.1', port, agent, headers: { host: 'shop.example' } },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.once('error', (error) => resolve(seen(error.message, true)));
          answer.once('end', () => resolve(seen(text, answer.statusCode !== 200)));
        },
      );
      sent.setTimeout(15_000, () => sent.destroy(new Error('no answer')));
      sent.once('error', (error) => resolve(seen(error.message, true)));
      sent.end();
    });
  }

  async function saidBy(): Promise<Set<string>> {
    const found = new Set<string>();
    for (let at = 0; at < 24; at += 1) {
      const { said, isError } = await get(0);
      if (!isError) found.add(said);
    }
    return found;
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 80_000;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`in vain waited for: ${what}`);
      await new Promise((done) => setTimeout(done, 250));
    }
  }

  /** GETs on many lines, with `fault` among them; `lost`: who should not be heard of after it. */
  async function under(
    fault: () => void | Promise<void>,
    lost: readonly string[] = [],
  ): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    const begin = performance.now();
    let isDone = false;
    const line = async (): Promise<void> => {
      while (!isDone) {
        seen.push(await get(begin));
        await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
    };
    const lines = Promise.all(Array.from({ length: LINES }, line));
    await new Promise((done) => setTimeout(done, 500));
    const faultMs = performance.now() - begin;
    await fault();
    await new Promise((done) => setTimeout(done, AFTER_MS));
    isDone = true;
    await lines;
    const errors = seen.filter(({ isError }) => isError);
    const lastBad = Math.max(0, ...errors.map(({ atMs, tookMs }) => atMs + tookMs - faultMs));
    const lastLost = Math.max(
      0,
      ...seen.filter(({ said }) => lost.includes(said)).map(({ atMs }) => atMs - faultMs),
    );
    const slowest = Math.max(...seen.map(({ tookMs }) => tookMs));
    const kinds = [...new Set(errors.map(({ said }) => said.trim()))].join('; ');
    process.stdout.write(
      `${driver} | ${expect.getState().currentTestName?.split(': ').at(-1) ?? ''} | ${seen.length} GETs, ${errors.length} errors ${kinds} | ` +
        `last error after ${Math.round(lastBad)} ms, last answer of the lost after ${Math.round(lastLost)} ms, slowest ${Math.round(slowest)} ms\n`,
    );
    return seen;
  }

  /** What a client cannot mend: HAProxy leaves a few GETs that die by a reset on a kept connection to be repeated (0039). */
  function errorsOf(seen: readonly Seen[]): readonly string[] {
    const errors = seen.filter(({ isError }) => isError).map(({ said }) => said);
    const left = errors.filter((said) => driver !== 'haproxy' || said !== 'socket hang up');
    return errors.length - left.length > LINES ? errors : left;
  }

  it('a gateway is killed', async () => {
    const seen = await under(() => void gateways.get('a')?.child.kill('SIGKILL'), ['a']);
    expect(errorsOf(seen)).toEqual([]);
  }, 60_000);

  it('a gateway is stopped', async () => {
    const { child } = gateways.get('b') ?? {};
    const seen = await under(() => void child?.kill('SIGSTOP'), ['b']);
    child?.kill('SIGCONT');
    expect(errorsOf(seen)).toEqual([]);
    expect(seen.every(({ tookMs }) => tookMs < 5_000)).toBe(true);
  }, 60_000);

  it('all of a region is killed', async () => {
    const seen = await under(() => {
      for (const name of ['a', 'b']) gateways.get(name)?.child.kill('SIGKILL');
    }, ['a', 'b']);
    expect(errorsOf(seen)).toEqual([]);
    expect(seen.at(-1)?.said).toBe('c');
  }, 60_000);

  it('all pods of the closest cluster go: the hub says so', async () => {
    const seen = await under(() => publish(serviceTable('web', { b: 256, c: 0 })), ['a']);
    expect(errorsOf(seen)).toEqual([]);
    expect(seen.slice(-50).some(({ said }) => said === 'a')).toBe(false);
  }, 60_000);

  it('the broker is cut off', async () => {
    const seen = await under(() => broker.down());
    await broker.up();
    expect(errorsOf(seen)).toEqual([]);
  }, 60_000);

  it('the edge is killed, and started again', async () => {
    const seen = await under(async () => {
      const ended = once(edge, 'exit');
      edge.kill('SIGKILL');
      await ended;
      await startEdge();
    });
    // Nobody serves meanwhile; afterwards it serves from its disk, and no HAProxy of before is in the way.
    expect(seen.slice(-50).some(({ isError }) => isError)).toBe(false);
  }, 60_000);
}

describe('faults under load: embedded', () => faults('embedded'));
describeHaproxy('faults under load: haproxy', () => faults('haproxy'));
