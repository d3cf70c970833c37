import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { DnsServer } from '#libs/dns';
import { systemClock, type ListenAddress, type Logger, type Shutdown } from '#libs/process';
import { listenForMetrics } from '#libs/process/metrics';
import {
  createEdgeTransport,
  TableJournal,
  TableSet,
  type EdgeTransport,
  type StoredIdentity,
} from '#libs/transport';
import { Edge } from '../edge.js';
import { type EdgeDriver } from '../driver/edge-driver.js';
import { EmbeddedDriver } from '../embedded/embedded-driver.js';
import { GatewayHealth } from '../health/gateway-health.js';
import { probeGateway } from '../health/probe-gateway.js';
import { findHaproxy, haproxyDirectory } from '../haproxy/find-haproxy.js';
import { HaproxyDriver } from '../haproxy/haproxy-driver.js';
import { RELOAD_GAP_MS } from '../haproxy/limits.js';
import { EdgeNames } from '../naming/edge-names.js';
import { createMetrics } from './metrics.js';
import { TABLES_FILE } from './obtain-identity.js';
import { type EdgeConfig } from './settings.js';
import { EDGE_VERSION } from './version.js';

/** How long requests that are under way may take at the end; below the 10 s of one step of the shutdown. */
const GRACE_MS = 8_000;

/** An edge that serves, and where: ports, 0 for what is off. */
export interface OpenEdge {
  readonly edge: Edge;
  readonly transport: EdgeTransport;
  readonly ports: { readonly http: number; readonly https: number; readonly dns: number };
}

/** Builds the edge, puts its last tables into effect, and serves; `shutdown` takes it apart again. */
export async function openEdge(
  config: EdgeConfig,
  identity: StoredIdentity,
  directory: string,
  context: { readonly logger: Logger; readonly shutdown: Shutdown },
): Promise<OpenEdge> {
  const { logger, shutdown } = context;
  const tables = new TableSet(identity.hubUid);
  const journal = await TableJournal.open(
    join(directory, TABLES_FILE),
    { take: (table) => tables.accepts(table) && tables.put(table), current: () => tables.all() },
    logger,
  );
  shutdown.add('tables', () => journal.close());
  const transport = openTransport(identity, logger);
  shutdown.add('transport', () => transport.close());
  const health = new GatewayHealth({
    clock: systemClock,
    probe: probeGateway,
    onChange: (address, isHealthy) => edge.gatewayChanged(address, isHealthy),
  });
  const driver = await openDriver(config, identity, {
    ...{ directory, logger },
    onUnreachable: (address) => health.unreachable(address),
  });
  const names = new EdgeNames();
  const facts = factsOf(config, identity);
  const edge = new Edge({
    facts,
    tables,
    journal,
    driver,
    health,
    names,
    transport,
    clock: systemClock,
    logger,
  });
  edge.restore();
  shutdown.add('edge', () => edge.stop());
  shutdown.add('driver', () => driver.stop(GRACE_MS));
  const { http, https } = await driver.start();
  const server = dnsServer(config, names, logger);
  const dns = server === undefined ? 0 : (await server.start()).port;
  shutdown.add('dns', () => server?.close());
  const sources = {
    state: () => edge.state(),
    counts: () => driver.counts(),
    dns: () => server?.counts(),
    connected: () => transport.connected(),
    held: () => edge.heldTables,
    cutOff: () => health.isCutOff,
  };
  const metrics = config.MERIDIAN_METRICS_LISTEN;
  if (metrics !== undefined) await listenForMetrics(createMetrics(sources), metrics, shutdown);
  const ports = { http, https, dns };
  await edge.start(ports);
  return { edge, transport, ports };
}

async function openDriver(
  config: EdgeConfig,
  { name, sealing }: StoredIdentity,
  context: {
    readonly directory: string;
    readonly logger: Logger;
    readonly onUnreachable: (address: string) => void;
  },
): Promise<EdgeDriver> {
  const { directory, logger, onUnreachable } = context;
  const shared = {
    ...{ edge: name, region: config.MERIDIAN_REGION, sealing },
    http: config.MERIDIAN_HTTP_LISTEN,
    https: config.MERIDIAN_HTTPS_LISTEN,
    proxies: config.MERIDIAN_PROXY_PROTOCOL_FROM,
  };
  switch (config.MERIDIAN_EDGE_DRIVER) {
    case 'embedded':
      return new EmbeddedDriver({ ...shared, onUnreachable, random: Math.random });
    case 'haproxy': {
      const haproxy = await findHaproxy();
      const files = { directory: haproxyDirectory(directory), reloadGapMs: RELOAD_GAP_MS };
      return new HaproxyDriver({ ...shared, ...files, haproxy, logger });
    }
  }
}

function openTransport(identity: StoredIdentity, logger: Logger): EdgeTransport {
  const { name, natsUrl, natsJwt, natsCa, nats } = identity;
  return createEdgeTransport({
    edge: name,
    url: natsUrl,
    name: `edge ${name}`,
    ...(natsCa === '' ? {} : { ca: natsCa }),
    ...(natsJwt === '' ? {} : { credentials: { jwt: natsJwt, seed: nats.seed } }),
    logger,
    onRefused: () =>
      logger.error(
        'the broker refuses this edge: it was removed, joined anew elsewhere, or its hub was made anew; see docs/OPERATIONS.md',
      ),
  });
}

/** One region for all: whoever asks this edge is near to it, as far as an edge can know. */
function dnsServer(config: EdgeConfig, names: EdgeNames, logger: Logger): DnsServer | undefined {
  const listen = config.MERIDIAN_DNS_LISTEN;
  if (listen === 'off') return undefined;
  const region = config.MERIDIAN_REGION === '' ? undefined : config.MERIDIAN_REGION;
  return new DnsServer({ listen, zones: names.zones, locate: () => region, clock: systemClock, logger });
}

function factsOf(
  config: EdgeConfig,
  { name, hubUid }: StoredIdentity,
): ConstructorParameters<typeof Edge>[0]['facts'] {
  const listens = [config.MERIDIAN_HTTP_LISTEN, config.MERIDIAN_HTTPS_LISTEN];
  return {
    edge: name,
    hubUid,
    // Sorts by start.
    instance: `${systemClock.now().toString(36).padStart(9, '0')}-${randomUUID().slice(0, 8)}`,
    edgeVersion: EDGE_VERSION,
    region: config.MERIDIAN_REGION,
    zone: config.MERIDIAN_ZONE,
    addresses: [...new Set(listens.flatMap((listen) => (listen === 'off' ? [] : addressesOf(listen))))],
  };
}

/** The IP addresses behind a listening address: itself, or those of the machine where it is all of them. */
function addressesOf({ host }: ListenAddress): string[] {
  if (host !== '0.0.0.0' && host !== '::') return isIP(host) > 0 ? [host] : [];
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return all
    .filter(({ internal, family }) => !internal && (host === '::' || family === 'IPv4'))
    .map(({ address }) => address)
    .filter((address) => !address.startsWith('fe80:'));
}
