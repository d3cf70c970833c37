import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, sleep, systemClock } from '#libs/process';
import { createSealingKeys, type RouteMessage } from '#libs/protocol';
import { TableSet } from '#libs/transport';
import { EmbeddedDriver } from '../../apps/edge/src/embedded/embedded-driver.js';
import { NO_PROXY_SOURCES, type ProxySources } from '../../apps/edge/src/driver/proxy-sources.js';
import { type EdgeDriver } from '../../apps/edge/src/driver/edge-driver.js';
import { HaproxyDriver } from '../../apps/edge/src/haproxy/haproxy-driver.js';
import { haproxyDirectory } from '../../apps/edge/src/haproxy/find-haproxy.js';
import { GatewayHealth } from '../../apps/edge/src/health/gateway-health.js';
import { probeGateway } from '../../apps/edge/src/health/probe-gateway.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const LOCAL = { host: '127.0.0.1', port: 0 };

/** Of all edges of this process. */
let edges = 0;

/** The proxy and the probes of an edge, without hub and broker. `haproxy`: the program, for that driver. */
export class TestEdge {
  readonly sealing = createSealingKeys();
  readonly health: GatewayHealth;
  readonly driver: EdgeDriver;
  readonly haproxyDirectory = haproxyDirectory(join(tmpdir(), `${process.pid}-${++edges}`));
  readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly tables = new TableSet('hub-1');
  http = 0;
  https = 0;

  /** `proxies`: whose connections begin with who the client is. */
  constructor(haproxy?: string, proxies: ProxySources = NO_PROXY_SOURCES) {
    const shared = {
      proxies,
      edge: 'edge-1',
      region: 'eu',
      sealing: this.sealing,
      http: LOCAL,
      https: LOCAL,
    };
    this.driver =
      haproxy === undefined
        ? new EmbeddedDriver({
            ...{ ...shared, random: Math.random },
            onUnreachable: (address) => this.health.unreachable(address),
          })
        : new HaproxyDriver({
            ...{ ...shared, haproxy, logger: silentLogger, reloadGapMs: 0 },
            directory: this.haproxyDirectory,
          });
    this.health = new GatewayHealth({
      clock: systemClock,
      probe: probeGateway,
      onChange: (address, isHealthy) => this.driver.gatewayChanged(address, isHealthy),
    });
  }

  async start(...tables: readonly RouteMessage[]): Promise<void> {
    await this.apply(...tables);
    ({ http: this.http, https: this.https } = await this.driver.start());
    this.health.start();
  }

  /** Resolves when they are in effect, with what is not. */
  async apply(...tables: readonly RouteMessage[]): Promise<readonly { message: string }[]> {
    this.health.apply(tables);
    for (const table of tables) this.tables.put(table);
    this.driver.apply(tables, this.tables);
    await this.settled();
    return this.driver.troubles();
  }

  /** HAProxy has what it was told. */
  private async settled(): Promise<void> {
    const { driver } = this;
    while (this.http > 0 && driver instanceof HaproxyDriver && !driver.isSettled) await sleep(systemClock, 5);
  }

  async stop(): Promise<void> {
    this.health.stop();
    this.agent.destroy();
    await this.driver.stop(100);
  }

  get(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { http: port, agent } = this;
      const sent = request(
        { host: '127.0.0.1', port, path, method, agent, headers: { host: 'shop.example', ...headers } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.once('error', reject);
          answer.once('end', () => {
            const { statusCode: status = 0, headers: got } = answer;
            resolve({ status, headers: got, body: Buffer.concat(chunks).toString('latin1') });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  /** Sends bytes as they are; answers what comes back until the connection ends or goes silent after an answer. */
  async raw(text: string | Buffer, waitMs = 500): Promise<string> {
    const socket = connect(this.http, '127.0.0.1');
    let got = '';
    socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
    const closed = once(socket, 'close').catch((error: unknown) => {
      // A reset is an end as well; nobody there is not.
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([closed, new Promise((done) => (timer = setTimeout(done, waitMs)))]);
    clearTimeout(timer);
    socket.destroy();
    return got;
  }
}
