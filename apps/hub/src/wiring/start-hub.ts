import { readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  certificateAuthenticator,
  createApiServer,
  createLocalClient,
  createRegistry,
  ensureNamespaces,
  mastersOnly,
  namespaceLifecycle,
  respondBody,
  type ExtraRoute,
} from '#libs/apiserver';
import { startPostgres } from '#libs/embedded';
import { propagationOfKind } from '#libs/kinds';
import { systemClock, type Logger, type Shutdown } from '#libs/process';
import { fileKeyProvider, openStore, type Store } from '#libs/store';
import { JetStreamStrategy } from '#libs/transport/nest';
import { federationAdmission } from '../apiserver/federation.admission.js';
import { type HubConfig } from '../config.js';
import { ReportIngest } from '../ingest/report.ingest.js';
import { WorkPublisher } from '../outbox/work.publisher.js';
import { renderKubeconfig } from '../trust/admin-kubeconfig.js';
import { BrokerClaims } from '../trust/broker-claims.js';
import { CertificateAuthority } from '../trust/certificate-authority.js';
import { joinRoute } from '../trust/join-route.js';
import { JoinTokens } from '../trust/join-tokens.js';
import { NatsAuthority } from '../trust/nats-authority.js';
import { tokenRoutes } from '../trust/token-route.js';
import { openBroker, type Broker } from './broker.js';
import { createControllers, type Controllers } from './controllers.js';
import { claimDataDir } from './data-dir.js';
import { onClusterJoin } from './on-join.js';
import { hubResources, kindOf } from './resources.js';
import { createWebApplication, type WebCertificates } from './web-application.js';

const clock = systemClock;

/** Starts everything in order, each step registered for the stop in reverse. Answers the address that it serves. */
export async function startHub(config: HubConfig, logger: Logger, shutdown: Shutdown): Promise<string> {
  const release = await claimDataDir(config.MERIDIAN_DATA_DIR);
  shutdown.add('data directory', release);
  const store = await openDatabase(config, logger, shutdown);
  const ca = await CertificateAuthority.open(store.vault, clock.now());
  const authority = await NatsAuthority.open(store.vault);
  const broker = await openBroker({ config, ca, authority, logger, shutdown, now: clock.now() });

  const registry = createRegistry(hubResources());
  const routes: ExtraRoute[] = [];
  const server = createApiServer({
    storage: store.storage,
    registry,
    authenticators: [certificateAuthenticator],
    authorizer: mastersOnly,
    admission: [
      namespaceLifecycle(store.storage),
      federationAdmission({
        federation: config.MERIDIAN_FEDERATION_NAME,
        domain: config.MERIDIAN_DNS_DOMAIN,
      }),
    ],
    clock,
    logger,
    routes,
    ready: () => store.status().connected,
  });
  const client = createLocalClient(server.core);
  await ensureNamespaces(createLocalClient(server.core, { admission: false }));
  const controllers = createControllers({
    client,
    registry,
    store,
    transport: broker.transport,
    clock,
    logger,
    shutdown,
  });

  const hub = await store.hubState();
  const publisher = new WorkPublisher({
    store,
    transport: broker.transport,
    hub,
    kindOf,
    clock,
    logger,
  });
  const ingest = new ReportIngest({
    store,
    hubUid: hub.hubUid,
    resourceOf: (group, kind) => propagationOfKind(group, kind)?.resource,
    onObject: (key) => controllers.propagation.enqueue(key),
    onHeartbeat: (report, receivedAt) => {
      if (controllers.cluster.hear(report, receivedAt)) controllers.clusterLoop.enqueue(`/${report.cluster}`);
    },
    clock,
    logger,
  });
  const claims = new BrokerClaims(authority, broker.connection, clock);
  const tokens = new JoinTokens(store.joinTokens, clock, ca.hash);
  routes.push(
    ...tokenRoutes(tokens),
    joinRoute({
      tokens,
      clusters: store.agents,
      clock,
      hub: () => hub,
      broker: brokerForJoiners(broker, authority, claims),
      onJoin: onClusterJoin({ client, store, transport: broker.transport, publisher }),
    }),
    debugRoute(controllers, store, { publisher: publisher.counts, ingest: ingest.counts }),
  );

  await followBroker({ broker, store, publisher, claims, logger });
  await controllers.start();
  publisher.start();
  shutdown.add('outbox', () => publisher.stop());
  const certificates = await webCertificates(config, ca);
  const app = await createWebApplication(server, ingest, certificates);
  app.connectMicroservice({
    strategy: new JetStreamStrategy({
      sources: { report: (handler) => broker.transport.consumeReports(handler) },
    }),
  });
  shutdown.add('web', () => app.close());
  await app.startAllMicroservices();
  const { host, port } = config.MERIDIAN_LISTEN;
  await app.listen(port, host);
  const url = `https://${host === '0.0.0.0' ? '127.0.0.1' : host}:${boundPort(app.getHttpServer(), port)}`;
  await writeKubeconfig(config, ca, url);
  return url;
}

async function openDatabase(config: HubConfig, logger: Logger, shutdown: Shutdown): Promise<Store> {
  let databaseUrl = config.DATABASE_URL;
  if (databaseUrl === undefined) {
    const postgres = await startPostgres({ dir: join(config.MERIDIAN_DATA_DIR, 'postgres'), logger });
    shutdown.add('postgres', () => postgres.stop());
    databaseUrl = postgres.url;
  }
  const keyProvider = await fileKeyProvider(join(config.MERIDIAN_DATA_DIR, 'data.key'));
  const store = await openStore({ databaseUrl, keyProvider, clock, logger });
  shutdown.add('store', () => store.close());
  return store;
}

/** Streams and consumers exist after each connect; a broker that lost its disk gets everything again. */
async function followBroker(deps: {
  readonly broker: Broker;
  readonly store: Store;
  readonly publisher: WorkPublisher;
  readonly claims: BrokerClaims;
  readonly logger: Logger;
}): Promise<void> {
  const { store, publisher, claims, logger } = deps;
  const { transport } = deps.broker;
  transport.onConnect(({ fresh }) => {
    // What was revoked while the broker was away, here or by another hub.
    claims
      .push()
      .catch((error: unknown) => logger.warn({ err: error }, 'the broker did not take the account claims'));
    if (!fresh) return;
    store.work.republish().then(
      (rows) => {
        logger.info({ rows }, 'the broker is new or lost its data: publishing all work again');
        publisher.poke();
      },
      (error: unknown) => logger.error({ err: error }, 'work could not be marked for publishing again'),
    );
  });
  for (const agent of await store.agents.all())
    await transport.ensureWorkConsumer(agent.cluster).catch(() => undefined);
  try {
    await transport.ensureStreams();
  } catch (error) {
    logger.warn({ err: error }, 'the broker is not there yet; the API serves, work waits');
  }
}

function brokerForJoiners(
  broker: Broker,
  authority: NatsAuthority,
  claims: BrokerClaims,
): Parameters<typeof joinRoute>[0]['broker'] {
  return {
    url: broker.publicUrl,
    ca: broker.ca,
    issue: (role, name, publicKey) => authority.joinerJwt(role, name, publicKey),
    revoke: (publicKey) => claims.revoke(publicKey),
  };
}

/** Every loop and queue of this process, for admins. */
function debugRoute(controllers: Controllers, store: Store, counts: Record<string, unknown>): ExtraRoute {
  return {
    method: 'GET',
    path: '/debug/loops',
    authenticated: true,
    handle: () => respondBody(200, { loops: controllers.loops.stats(), store: store.status(), ...counts }),
  };
}

async function webCertificates(config: HubConfig, ca: CertificateAuthority): Promise<WebCertificates> {
  if (config.MERIDIAN_TLS_CERT !== undefined && config.MERIDIAN_TLS_KEY !== undefined)
    return {
      cert: await readFile(config.MERIDIAN_TLS_CERT, 'utf8'),
      key: await readFile(config.MERIDIAN_TLS_KEY, 'utf8'),
      ca: ca.certificate,
    };
  const { host } = config.MERIDIAN_LISTEN;
  const hosts = new Set(['127.0.0.1', 'localhost', hostname(), ...(host === '0.0.0.0' ? [] : [host])]);
  const { certificate, privateKey } = await ca.server('meridian-hub', [...hosts], clock.now());
  return { cert: certificate, key: privateKey, ca: ca.certificate };
}

function boundPort(server: { address(): unknown }, fallback: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null && 'port' in address
    ? Number(address.port)
    : fallback;
}

/** Replaced in one step: a kubectl that reads it meanwhile sees the old or the new one. */
async function writeKubeconfig(config: HubConfig, ca: CertificateAuthority, url: string): Promise<void> {
  const admin = await ca.admin(clock.now());
  const text = renderKubeconfig([
    {
      name: 'federation',
      server: url,
      ca: config.MERIDIAN_TLS_CERT === undefined ? ca.certificate : '',
      clientCertificate: admin.certificate,
      clientKey: admin.privateKey,
    },
  ]);
  const file = join(config.MERIDIAN_DATA_DIR, 'kubeconfig');
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
