import {
  formatObjectKey,
  type GroupResource,
  type KubeObject,
  type ObjectClient,
  type ObjectKey,
} from '#libs/apimachinery';
import {
  certificateAuthenticator,
  createApiServer,
  createLocalClient,
  createRegistry,
  ensureNamespaces,
  mastersOnly,
  namespaceLifecycle,
  type ResourceRegistry,
  type ApiServer,
} from '#libs/apiserver';
import { createNamespaceLifecycle, type CustomDefinitions } from '#libs/cluster-controllers';
import { ControlLoop, Informer } from '#libs/controller-runtime';
import { createSpreadKinds, type SpreadKinds } from '#libs/kinds';
import { silentLogger, systemClock, type ManualClock } from '#libs/process';
import { keyProviderOf, openStore, type Store, type WorkRow } from '#libs/store';
import { type HubTransport, type MemoryBroker } from '#libs/transport';
import { Auditor } from '../../apps/hub/src/audit/auditor.js';
import { federationAdmission } from '../../apps/hub/src/apiserver/federation.admission.js';
import { clusterAdmission } from '../../apps/hub/src/apiserver/cluster.admission.js';
import { AUTOSCALERS, AutoscalerIndex } from '../../apps/hub/src/controllers/propagation/autoscaler-index.js';
import { MembershipReconciler } from '../../apps/hub/src/controllers/cluster/membership.reconciler.js';
import { EventRecorder } from '../../apps/hub/src/controllers/events/event-recorder.js';
import { MemberEvents } from '../../apps/hub/src/controllers/events/member-events.js';
import { PropagationReconciler } from '../../apps/hub/src/controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../../apps/hub/src/controllers/propagation/propagation.sources.js';
import { ReportIngest } from '../../apps/hub/src/ingest/report.ingest.js';
import { History } from '../../apps/hub/src/outbox/history.js';
import { WorkPublisher } from '../../apps/hub/src/outbox/work.publisher.js';
import { createPlacements, type Placements } from '../../apps/hub/src/placements/placements.js';
import { followMembership } from '../../apps/hub/src/controllers/cluster/membership.sources.js';
import { CLUSTERS, tellPlacements } from '../../apps/hub/src/wiring/controllers.js';
import { DependencyIndex } from '../../apps/hub/src/controllers/propagation/dependency-index.js';
import { OverrideIndex } from '../../apps/hub/src/controllers/propagation/override-index.js';
import { PolicyIndex } from '../../apps/hub/src/controllers/propagation/policy-index.js';
import { overrideAdmission } from '../../apps/hub/src/apiserver/override.admission.js';
import { policyAdmission } from '../../apps/hub/src/apiserver/policy.admission.js';
import { createCustomKinds, type FollowedListener } from '../../apps/hub/src/wiring/custom-kinds.js';
import { followOverrides } from '../../apps/hub/src/wiring/overrides.js';
import { followPolicies } from '../../apps/hub/src/wiring/policies.js';
import { onClusterJoin } from '../../apps/hub/src/wiring/on-join.js';
import { federatedResources, hubResources, kindOf } from '../../apps/hub/src/wiring/resources.js';
import { eventually } from './eventually.js';
import { type ScriptedAgent } from './scripted-agent.js';

export interface HubBenchOptions {
  readonly databaseUrl: string;
  readonly broker: MemoryBroker;
  /** Of everything but the store, whose peer lives in real time. */
  readonly clock: ManualClock;
  readonly name?: string;
  readonly transport?: (real: HubTransport) => HubTransport;
}

export type Health = 'Ready' | 'NotReady' | 'Suspect' | 'Offline';

/**
 * A hub without HTTPS, a broker of its own and the judgement of heartbeats, over a real database: objects in, work out, reports in,
 * status out. Its members' health is what the test says.
 */
export class HubBench {
  readonly events: EventRecorder;
  readonly kinds: SpreadKinds;
  readonly autoscalers: AutoscalerIndex;
  readonly memberEvents: MemberEvents;
  readonly reconciler: PropagationReconciler;
  readonly loop: ControlLoop;
  readonly publisher: WorkPublisher;
  readonly ingest: ReportIngest;
  readonly auditor: Auditor;
  readonly history: History;
  /** NATS keys whose credentials were voided. */
  readonly revoked: string[] = [];
  private readonly membership: ControlLoop;
  private readonly sources: PropagationSources;
  /** Hears of custom kinds that are followed. */
  onFollowed: FollowedListener = () => undefined;
  /** Hears of objects that members have said something new about. */
  onReported: (key: string) => void = () => undefined;
  private readonly custom: CustomDefinitions;
  private readonly namespaces: ControlLoop;
  private readonly informers: Informer[];
  private readonly objects: readonly Informer[];
  private readonly shared: { readonly clock: ManualClock; readonly logger: typeof silentLogger };

  readonly store: Store;
  readonly client: ObjectClient;
  readonly transport: HubTransport;
  readonly server: ApiServer;
  readonly placements: Placements;

  private constructor(parts: {
    readonly store: Store;
    readonly server: ApiServer;
    readonly placements: Placements;
    readonly policies: PolicyIndex;
    readonly overrides: OverrideIndex;
    readonly dependencies: DependencyIndex;
    readonly client: ObjectClient;
    readonly transport: HubTransport;
    readonly history: History;
    readonly kinds: SpreadKinds;
    readonly registry: ResourceRegistry;
    readonly clock: ManualClock;
  }) {
    const { store, client, transport, history, kinds, registry, clock, placements } = parts;
    const { policies, overrides, dependencies } = parts;
    const { hubUid } = history.state;
    this.history = history;
    this.server = parts.server;
    this.placements = placements;
    this.store = store;
    this.client = client;
    this.transport = transport;
    this.shared = { clock, logger: silentLogger };
    const { shared } = this;
    const clusters = new Informer({ client, resource: CLUSTERS, ...shared });
    const objects = federatedResources().map((resource) => new Informer({ client, resource, ...shared }));
    this.objects = objects;
    this.informers = [clusters, ...objects];
    this.events = new EventRecorder(client, clock, silentLogger);
    const enqueue = (key: string): void => void this.loop.enqueue(key);
    const hpas = objects.find(({ resource }) => resource.resource === AUTOSCALERS.resource)!;
    this.autoscalers = new AutoscalerIndex(kinds, hpas, enqueue);
    this.kinds = kinds;
    placements.useMembers(clusters);
    dependencies.follow(objects, (key) => {
      if (policies.propagatesDependencies) enqueue(key);
    });
    this.reconciler = new PropagationReconciler({
      client,
      clusters,
      store,
      kinds,
      autoscalers: this.autoscalers,
      policies,
      overrides,
      dependencies,
      enqueue,
      events: this.events,
      clock,
      onPlaced: tellPlacements(placements, store),
    });
    this.loop = new ControlLoop({ name: 'propagation', reconciler: this.reconciler, workers: 16, ...shared });
    const membership = new MembershipReconciler({
      client,
      clusters,
      store,
      transport,
      events: this.events,
      revoke: (key) => Promise.resolve(void this.revoked.push(key)),
      deletionsHeld: () => history.state.deletionsHeld,
      ...shared,
    });
    this.membership = new ControlLoop({ name: 'membership', reconciler: membership, workers: 2, ...shared });
    this.sources = new PropagationSources({
      objects,
      clusters,
      loop: this.loop,
      debts: () => keysWithWork(store),
      ...shared,
    });
    const { sources } = this;
    this.informers.push(...followPolicies({ client, kinds, policies, clusters, sources, ...shared }));
    this.informers.push(...followOverrides({ client, overrides, sources, ...shared }));
    this.custom = createCustomKinds({
      client,
      registry,
      kinds,
      housekeeping: {
        follow: (resource) => {
          const informer = new Informer({ client, resource, ...shared });
          this.informers.push(informer);
          return informer;
        },
        unfollow: (informer) => informer.stop(),
      },
      sources: this.sources,
      onFollowed: (...followed) => this.onFollowed(...followed),
      ...shared,
    });
    const namespaces = objects.find(({ resource }) => resource.resource === 'namespaces')!;
    this.namespaces = createNamespaceLifecycle({
      client,
      namespaces,
      resources: federatedResources,
      ...shared,
    });
    const kindFor = (resource: GroupResource): ReturnType<typeof kindOf> => kindOf(kinds, resource);
    this.memberEvents = new MemberEvents({
      events: this.events,
      work: store.work,
      resourceOf: (group, kind) => kinds.ofKind(group, kind)?.resource,
      logger: silentLogger,
    });
    this.publisher = new WorkPublisher({ store, transport, hubUid, history, kindOf: kindFor, ...shared });
    const resourceOf = (group: string, kind: string): GroupResource | undefined =>
      kinds.ofKind(group, kind)?.resource;
    this.auditor = new Auditor({
      store,
      transport,
      hub: () => history.state,
      kindOf: kindFor,
      resourceOf,
      ...shared,
    });
    this.ingest = new ReportIngest({
      store,
      hubUid,
      propagationOf: (group, kind) => kinds.ofKind(group, kind),
      onAudit: (report) => this.auditor.take(report),
      onObject: (key, isNews) => {
        if (isNews) this.loop.enqueue(key);
        else placements.feed.changed(key);
        store.tell(key);
        this.onReported(key);
      },
      onHeartbeat: ({ cluster, generation }) => history.hear(cluster, generation),
      onEvents: (report) => this.memberEvents.take(report),
      ...shared,
    });
  }

  /** Everything is made and nothing runs. */
  static async open(options: HubBenchOptions): Promise<HubBench> {
    const { databaseUrl, broker, clock, name = 'hub' } = options;
    const store = await openStore({
      databaseUrl,
      keyProvider: keyProviderOf([Buffer.alloc(32, 7)]),
      clock: systemClock,
      logger: silentLogger,
      limits: { lockPollMs: 50 },
    });
    const kinds = createSpreadKinds();
    const registry = createRegistry(hubResources());
    const policies = new PolicyIndex(silentLogger);
    const overrides = new OverrideIndex(kinds, silentLogger);
    const dependencies = new DependencyIndex();
    const placements = createPlacements({ store, kinds, policies, overrides, dependencies, clock });
    let held = (): boolean => false;
    const server = createApiServer({
      storage: placements.storage,
      subresources: { placement: placements.subresource },
      registry,
      authenticators: [certificateAuthenticator],
      authorizer: mastersOnly,
      admission: [
        namespaceLifecycle(store.storage),
        federationAdmission({ federation: 'federation', domain: 'federation.local' }, kinds, policies),
        policyAdmission(policies, kinds),
        overrideAdmission(policies),
        clusterAdmission(() => held()),
      ],
      clock,
      logger: silentLogger,
    });
    const { core } = server;
    await ensureNamespaces(createLocalClient(core, { admission: false }), ['default']);
    store.onTold((keys) => {
      if (keys === 'some') placements.feed.reset();
      else for (const key of keys) placements.feed.changed(key);
    });
    const real = broker.hub(name);
    const transport = options.transport?.(real) ?? real;
    const history: History = await History.open({ store, transport, clock, logger: silentLogger });
    held = () => history.state.deletionsHeld;
    const client = createLocalClient(server.core);
    const parts = {
      store,
      server,
      placements,
      policies,
      overrides,
      dependencies,
      client,
      transport,
      history,
      kinds,
      registry,
      clock,
    };
    return new HubBench(parts);
  }

  async start(): Promise<void> {
    await this.transport.consumeReports((deliveries) => this.ingest.handle(deliveries));
    for (const informer of this.informers) informer.start();
    await Promise.all(this.informers.map((informer) => informer.synced));
    await this.custom.start();
    this.sources.start();
    this.namespaces.start();
    this.loop.start();
    this.publisher.start();
    this.history.start();
    this.membership.start();
    await followMembership(this.informers[0]!, this.membership, this.store);
  }

  async stop(): Promise<void> {
    const pump = setInterval(() => this.shared.clock.advance(50), 5);
    await this.transport.close();
    await this.auditor.stop();
    await this.publisher.stop();
    await this.custom.stop();
    await this.sources.stop();
    await Promise.all(this.informers.map((informer) => informer.stop()));
    await Promise.all([
      this.loop.stop(),
      this.namespaces.stop(),
      this.membership.stop(),
      this.history.stop(),
    ]);
    await this.memberEvents.flush();
    await this.events.flush();
    await this.store.close();
    clearInterval(pump);
  }

  /** As POST /join does. */
  async join(
    agent: Pick<ScriptedAgent, 'cluster' | 'sealing'>,
    labels: Record<string, string> = {},
  ): Promise<void> {
    const { cluster, sealing } = agent;
    const sealingPublicKey = sealing.publicKey;
    await this.store.agents.upsert({
      cluster,
      natsPublicKey: `U-${cluster}`,
      sealingPublicKey,
      sealingKeyId: sealing.keyId,
      joinedAt: 0,
    });
    await onClusterJoin(this)({
      v: 1,
      role: 'cluster',
      name: cluster,
      natsPublicKey: 'U',
      sealingPublicKey,
      region: '',
      zone: '',
      version: 'test',
    });
    await this.client.modify({ ...CLUSTERS, namespace: '', name: cluster }, (current) => ({
      ...current,
      metadata: { ...current.metadata, labels },
    }));
  }

  /** Writes what the judgement of heartbeats would; `lastHeartbeatTime` as RFC 3339. */
  async setHealth(cluster: string, health: Health, lastHeartbeatTime?: string): Promise<void> {
    const lastTransitionTime = new Date(this.shared.clock.now()).toISOString();
    const condition = (type: string, holds: boolean): object => ({
      type,
      status: holds ? 'True' : 'False',
      lastTransitionTime,
    });
    await this.client.modify(
      { ...CLUSTERS, namespace: '', name: cluster },
      (current) => ({
        ...current,
        status: {
          conditions: (['Ready', 'Suspect', 'Offline'] as const).map((type) =>
            condition(type, type === health),
          ),
          ...(lastHeartbeatTime === undefined ? {} : { agent: { lastHeartbeatTime } }),
        },
      }),
      'status',
    );
  }

  async rows(key: ObjectKey): Promise<WorkRow[]> {
    return (await this.store.work.load(formatObjectKey(key))).work;
  }

  /** Reconciles every key that has an object or a row once, and answers how many there were. */
  async reconcileAll(): Promise<number> {
    const keys = new Set<string>();
    for await (const key of keysWithWork(this.store)) keys.add(key);
    for (const informer of this.objects)
      for (const { metadata } of informer.list())
        keys.add(
          formatObjectKey({
            ...informer.resource,
            namespace: metadata.namespace ?? '',
            name: metadata.name ?? '',
          }),
        );
    for (const key of keys) await this.reconciler.reconcile(key);
    await this.events.flush();
    return keys.size;
  }
}

/** As `eventually`, while the clock goes on slowly: retries and polls are due, a grace of a minute is not. */
export function soon<T>(
  clock: ManualClock,
  what: string,
  probe: () => Promise<T | undefined | false>,
): Promise<T> {
  return eventually(
    what,
    () => {
      clock.advance(20);
      return probe();
    },
    20_000,
  );
}

async function* keysWithWork(store: Store): AsyncGenerator<string> {
  yield* await store.work.keysWithWork('', 100_000);
}

export function configMap(
  name: string,
  data: Record<string, string> = {},
  namespace = 'default',
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

export function replicaSet(
  name: string,
  replicas: number,
  annotations: Record<string, string> = {},
): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  };
}
