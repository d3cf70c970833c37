import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { systemClock } from '#libs/process';
import { createSealingKeys, type RouteMessage } from '#libs/protocol';
import { TableSet } from '#libs/transport';
import { NO_PROXY_SOURCES } from '../../../edge/src/driver/proxy-sources.js';
import { EmbeddedDriver } from '../../../edge/src/embedded/embedded-driver.js';
import { GatewayHealth } from '../../../edge/src/health/gateway-health.js';
import { probeGateway } from '../../../edge/src/health/probe-gateway.js';

/**
 * One process of the edge's benchmark, by its first argument: `gateway`, which answers five bytes to everything, or `edge`,
 * the proxy and probes of an edge under the tables that its parent sends. Speaks with the parent over IPC.
 */

export type FromHost =
  | { readonly type: 'port'; readonly port: number }
  | { readonly type: 'used'; readonly cpuUs: number; readonly rssMb: number };
export type ToHost =
  { readonly type: 'tables'; readonly tables: readonly RouteMessage[] } | { readonly type: 'use' };

const LOCAL = { host: '127.0.0.1', port: 0 };

function tell(message: FromHost): void {
  process.send?.(message);
}

function hostGateway(): void {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 5 });
    response.end('hello');
  });
  server.listen(0, LOCAL.host, () => tell({ type: 'port', port: (server.address() as AddressInfo).port }));
}

async function hostEdge(): Promise<void> {
  const tables = new TableSet('bench');
  const driver = new EmbeddedDriver({
    proxies: NO_PROXY_SOURCES,
    ...{
      edge: 'bench',
      region: 'eu',
      sealing: createSealingKeys(),
      http: LOCAL,
      https: 'off',
      random: Math.random,
    },
    onUnreachable: (address) => health.unreachable(address),
  });
  const health = new GatewayHealth({
    clock: systemClock,
    probe: probeGateway,
    onChange: (address, isHealthy) => driver.gatewayChanged(address, isHealthy),
  });
  process.on('message', (message: ToHost) => {
    switch (message.type) {
      case 'tables':
        for (const table of message.tables) tables.put(table);
        health.apply(message.tables);
        driver.apply(message.tables);
        return;
      case 'use': {
        const { user, system } = process.cpuUsage();
        tell({ type: 'used', cpuUs: user + system, rssMb: Math.round(process.memoryUsage.rss() / 1e6) });
        return;
      }
    }
  });
  const { http } = await driver.start();
  health.start();
  tell({ type: 'port', port: http });
}

process.on('disconnect', () => process.exit(0));
if (process.argv[2] === 'gateway') hostGateway();
else await hostEdge();
