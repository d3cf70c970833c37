import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { Informer } from '#libs/controller-runtime';
import { Shutdown, silentLogger, systemClock } from '#libs/process';
import {
  createSealingKeys,
  openCertificate,
  routeKeys,
  type BackendFacts,
  type EdgeReport,
  type RoutingTable,
} from '#libs/protocol';
import { CLUSTERS } from '../../apps/hub/src/wiring/controllers.js';
import { createIngress, type Ingress } from '../../apps/hub/src/wiring/ingress.js';
import { eventually } from '../support/eventually.js';
import { closeFederation, openFederation, type HubFederation } from '../support/hub-federation.js';
import { MemoryRoutes } from '../support/memory-routes.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';

jest.setTimeout(60_000);

const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
const SERVICES = { group: '', resource: 'services' };
const DEFINITIONS = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
const EXPORTS = { group: 'multicluster.x-k8s.io', resource: 'serviceexports' };
const SECRETS = { group: '', resource: 'secrets' };
const WEB = routeKeys.service('default', 'web', '80');
const NAMES = routeKeys.names('default', 'web');
const PLACES: Record<string, string> = { eu: 'europe', us: 'america' };

interface Hub {
  readonly ingress: Ingress;
  stop(): Promise<void>;
}

describe('routing tables of the hub', () => {
  let postgres: TestPostgres;
  let federation: HubFederation;
  let routes: MemoryRoutes;
  let hub: Hub;
  let sequence = 0;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    federation = await openFederation(await postgres.createDatabase(), Object.keys(PLACES));
    for (const [name, region] of Object.entries(PLACES)) await place(name, region, [`127.0.2.1:80`]);
    routes = new MemoryRoutes();
    hub = await startHub();
    await create();
  });
  afterEach(async () => {
    await hub.stop();
    await closeFederation(federation);
  });

  async function startHub(): Promise<Hub> {
    const { client, store, history } = federation.hub;
    const shared = { clock: systemClock, logger: silentLogger };
    const shutdown = new Shutdown(silentLogger, 10_000);
    const clusters = new Informer({ client, resource: CLUSTERS, ...shared });
    const names = { federation: 'federation', domain: 'federation.local' };
    const state = (): typeof history.state => history.state;
    const ingress = createIngress({
      client,
      clusters,
      store,
      transport: routes.hub(),
      names,
      hub: state,
      shutdown,
      ...shared,
    });
    clusters.start();
    await clusters.synced;
    shutdown.add('clusters', () => clusters.stop());
    await ingress.start();
    return { ingress, stop: () => shutdown.stop() };
  }

  async function place(name: string, region: string, gateways: readonly string[]): Promise<void> {
    const key = { ...CLUSTERS, namespace: '', name };
    const { client } = federation.hub;
    await client.modify(key, (one) => ({ ...one, spec: { ...(one['spec'] as object), region } }));
    const withGateways = (one: KubeObject): KubeObject => ({
      ...one,
      status: { ...(one['status'] as object), gatewayAddresses: [...gateways] },
    });
    await client.modify(key, withGateways, 'status');
  }

  async function create(): Promise<void> {
    const { client } = federation.hub;
    const metadata = { name: 'web', namespace: 'default' };
    await client.create(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    const path = {
      path: '/',
      pathType: 'Prefix',
      backend: { service: { name: 'web', port: { number: 80 } } },
    };
    await client.create(INGRESSES, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata,
      spec: {
        rules: [{ host: 'shop.example.com', http: { paths: [path] } }],
        tls: [{ hosts: ['shop.example.com'], secretName: 'tls' }],
      },
    });
    // Theirs would replace what the test reports in their names.
    await eventually('reports of the agents', async () => (await reports()).length === 2);
  }

  async function reports(): Promise<readonly unknown[]> {
    return (await federation.hub.store.work.load('services/default/web')).reports;
  }

  /** As the agents of these clusters would. */
  async function report(
    backends: Record<string, BackendFacts>,
    status: object = {},
    service = 'web',
  ): Promise<void> {
    const reports = Object.entries(backends).map(([cluster, backend]) => ({
      key: `services/default/${service}`,
      report: {
        cluster,
        epoch: 1,
        generation: 1,
        instance: 'endpoints',
        sequence: ++sequence,
        state: 'Applied',
        backend,
        status,
      },
    }));
    await federation.hub.store.reports.saveBatch(reports, 1);
    hub.ingress.reported(`services/default/${service}`);
  }

  function weights(region: string): Record<string, number> {
    const table = routes.table(WEB);
    const route = table?.type === 'service' ? table.regions.find((one) => one.region === region) : undefined;
    return Object.fromEntries((route?.clusters ?? []).map(({ cluster, weight }) => [cluster, weight]));
  }

  async function expectWeights(region: string, wanted: Record<string, number>): Promise<void> {
    const text = JSON.stringify(wanted);
    await eventually(
      `${region} ${text}`,
      () => Promise.resolve(JSON.stringify(weights(region)) === text),
      10_000,
    );
  }

  const both = { eu: { ready: 2, wanted: 2 }, us: { ready: 2, wanted: 2 } };

  it('serve each region from its own cluster, with the other one standing by', async () => {
    await report(both);
    await expectWeights('europe', { eu: 256, us: 0 });
    await expectWeights('america', { us: 256, eu: 0 });
    const host = routes.table(routeKeys.host('shop.example.com'));
    expect(host).toMatchObject({
      rules: [{ path: '/', match: 'Prefix', backends: [{ table: WEB, weight: 1 }] }],
    });
    expect(routes.table(routeKeys.cluster('eu'))).toMatchObject({
      region: 'europe',
      gateways: ['127.0.2.1:80'],
    });
  });

  it('leave a cluster as soon as it reports nothing ready, in one table each of routes and names', async () => {
    await report(both);
    await expectWeights('europe', { eu: 256, us: 0 });
    const before = routes.log.length;
    await report({ eu: { ready: 0, wanted: 2 } });
    await expectWeights('europe', { us: 256 });
    expect(routes.log.slice(before).map(({ key }) => key)).toEqual([WEB, NAMES]);
  });

  it('leave a cluster that every edge fails to reach, and one that drains or has no gateway', async () => {
    await report(both);
    await expectWeights('europe', { eu: 256, us: 0 });
    routes.say(edgeReport('europe', { eu: 'fail', us: 'ok' }));
    await expectWeights('europe', { us: 256 });
    await place('us', 'america', []);
    await eventually(
      'nobody is left but by panic',
      () => Promise.resolve(weights('europe')['us'] === undefined),
      10_000,
    );
  });

  it('send nothing after a restart of the hub where nothing has changed, and what has where it has', async () => {
    await report(both);
    await expectWeights('america', { us: 256, eu: 0 });
    const published = routes.log.length;
    await hub.stop();
    hub = await startHub();
    await report({ us: { ready: 0, wanted: 2 } });
    await expectWeights('america', { eu: 256 });
    expect(routes.log.slice(published).map(({ key }) => key)).toEqual([WEB, NAMES]);
    const versions = routes.log.map(({ version }) => version);
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
  });

  it('go with their Ingress', async () => {
    await report(both);
    await expectWeights('europe', { eu: 256, us: 0 });
    const { client } = federation.hub;
    await client.delete({ ...INGRESSES, namespace: 'default', name: 'web' });
    const gone = (key: string): boolean => routes.table(key)?.type === 'removed';
    await eventually('tables removed', () =>
      Promise.resolve(gone(WEB) && gone(routeKeys.host('shop.example.com'))),
    );
  });

  it('hold certificates that their edge alone opens', async () => {
    const { client, store } = federation.hub;
    const keys = createSealingKeys();
    await store.edges.upsert({
      cluster: 'edge-eu',
      natsPublicKey: 'U',
      sealingPublicKey: keys.publicKey,
      sealingKeyId: keys.keyId,
      joinedAt: 1,
    });
    await hub.ingress.edgeJoined('edge-eu');
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    await client.create(SECRETS, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tls', namespace: 'default' },
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': base64('the certificate'), 'tls.key': base64('the key') },
    });
    const key = routeKeys.certificate('default', 'tls');
    const table = await eventually('certificate', () => Promise.resolve(routes.table(key)));
    if (table.type !== 'certificate') throw new Error(`a table of type ${table.type}`);
    expect(JSON.stringify(table)).not.toContain(base64('the key'));
    expect(openCertificate(table, 'edge-eu', keys)).toEqual({
      certificate: 'the certificate',
      privateKey: 'the key',
    });
    await hub.ingress.edgeLeft('edge-eu');
    expect(await store.edges.all()).toEqual([]);
    await eventually('no more', () =>
      Promise.resolve(!JSON.stringify(routes.table(key)).includes('edge-eu')),
    );
  });

  it('answer the global name with the edges, the nearest for each region', async () => {
    routes.say(edgeReport('europe', { eu: 'ok', us: 'ok' }));
    const key = routeKeys.records('Ingress', 'default', 'web');
    const table = await eventually('records', () => Promise.resolve(routes.table(key)));
    expect(table).toMatchObject({
      sets: [
        {
          name: 'web.default.federation.ingress.federation.local',
          type: 'A',
          values: ['127.0.1.1'],
          near: { europe: ['127.0.1.1'] },
        },
      ],
    });
  });

  it('name a service where it is reached, lead away at once from where it fails, and go with it', async () => {
    await report(both);
    const shards = (service = 'web'): unknown => {
      const table = routes.table(routeKeys.names('default', service));
      if (table?.type !== 'names') return table?.type;
      return table.shards.map(({ cluster, addresses, healthy }) => [cluster, ...addresses, healthy]);
    };
    const expectShards = async (wanted: unknown, service?: string): Promise<void> => {
      const text = JSON.stringify(wanted);
      await eventually(`${service} ${text}`, () => Promise.resolve(JSON.stringify(shards(service)) === text));
    };
    // By its Ingress.
    await expectShards([
      ['eu', '127.0.2.1', true],
      ['us', '127.0.2.1', true],
    ]);
    await report({ eu: { ready: 0, wanted: 2 } });
    await expectShards([
      ['eu', '127.0.2.1', false],
      ['us', '127.0.2.1', true],
    ]);
    expect(routes.table(routeKeys.places)).toMatchObject({
      federation: 'federation',
      domain: 'federation.local',
      clusters: [
        { cluster: 'eu', region: 'europe' },
        { cluster: 'us', region: 'america' },
      ],
      nearest: { america: ['europe'], europe: ['america'] },
    });
    // By its own load balancer, of members that have one.
    const { client, store } = federation.hub;
    const metadata = { name: 'db', namespace: 'default' };
    const spec = { type: 'LoadBalancer', selector: { app: 'db' }, ports: [{ port: 5432 }] };
    await client.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata, spec });
    await eventually('reports of the agents', async () => {
      return (await store.work.load('services/default/db')).reports.length === 2;
    });
    await report(
      { eu: both.eu },
      { loadBalancer: { ingress: [{ ip: '192.0.2.7' }, { hostname: 'lb' }] } },
      'db',
    );
    await report({ us: both.us }, {}, 'db');
    await expectShards([['eu', '192.0.2.7', true]], 'db');
    await client.delete({ ...SERVICES, ...metadata });
    await expectShards('removed', 'db');
  });

  it('say which services are exported, with their ports, as long as they are', async () => {
    const { client } = federation.hub;
    await report(both);
    const key = routeKeys.names('default', 'web');
    const exported = (): unknown => {
      const table = routes.table(key);
      return table?.type === 'names' ? table.exported : table?.type;
    };
    // An Ingress leads to it.
    const ports = [{ name: '', protocol: 'TCP', port: 80, routed: true }];
    federation.hub.onFollowed = hub.ingress.followed;
    await client.create(DEFINITIONS, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'serviceexports.multicluster.x-k8s.io' },
      spec: {
        group: 'multicluster.x-k8s.io',
        scope: 'Namespaced',
        names: { plural: 'serviceexports', kind: 'ServiceExport' },
        versions: [
          { name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    });
    const metadata = { name: 'web', namespace: 'default' };
    const made = { apiVersion: 'multicluster.x-k8s.io/v1alpha1', kind: 'ServiceExport', metadata };
    await eventually('served', () =>
      client.create(EXPORTS, made).then(
        () => true,
        () => false,
      ),
    );
    await eventually('exported', () => Promise.resolve(JSON.stringify(exported()) === JSON.stringify(ports)));
    await client.delete({ ...EXPORTS, ...metadata });
    await eventually('no more', () => Promise.resolve(exported() === undefined));
  });

  it('are explained by the routes of the Ingress', async () => {
    await report({ eu: { ready: 0, wanted: 2 }, us: { ready: 1, wanted: 1 } });
    await expectWeights('europe', { us: 256 });
    const object = await federation.hub.client.get({ ...INGRESSES, namespace: 'default', name: 'web' });
    const query = new URLSearchParams({ region: 'europe' });
    const answer = await hub.ingress.read(object!, {
      resource: INGRESSES,
      user: { username: 'a', groups: [] },
      query,
    });
    expect(answer).toMatchObject({
      kind: 'IngressRoutes',
      services: [
        {
          service: 'default/web',
          regions: [
            {
              region: 'europe',
              outcome: 'served',
              candidates: [
                { cluster: 'eu', reason: 'NoReadyEndpoints', weight: 0, ready: 0 },
                { cluster: 'us', reason: 'Serving', weight: 256, ready: 1 },
              ],
            },
          ],
        },
      ],
    });
  });

  it('are sent again, once, to an edge that says it has none', async () => {
    await eventually('sent by the hub that has the lock', () => {
      routes.say({ ...edgeReport('europe', {}), wantsAll: true });
      return Promise.resolve(routes.resent.length > 0);
    });
    routes.say({ ...edgeReport('europe', {}), wantsAll: true });
    expect(routes.resent).toEqual(['edge-europe']);
  });

  function edgeReport(region: string, probes: Record<string, 'ok' | 'fail'>): EdgeReport {
    const table = routes.table(WEB) as RoutingTable | undefined;
    return {
      v: 1,
      type: 'edge',
      edge: `edge-${region}`,
      hubUid: federation.hub.history.state.hubUid,
      instance: 'i',
      sequence: ++sequence,
      edgeVersion: '0',
      region,
      zone: '',
      driver: 'embedded',
      addresses: ['127.0.1.1'],
      ports: { http: 80, https: 0, dns: 53 },
      applied: { epoch: 1, version: table?.version ?? 0, digest: { count: 0, sum: 0, mixed: 0 }, at: 0 },
      troubles: [],
      gateways: Object.entries(probes).map(([cluster, probe]) => ({ cluster, probe, rttMs: null })),
      demand: [],
      wantsAll: false,
      at: 0,
    };
  }
});
