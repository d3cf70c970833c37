import { type GroupResource, type ObjectClient } from '#libs/apimachinery';
import { ControlLoop, Informer } from '#libs/controller-runtime';
import { createSpreadKinds } from '#libs/kinds';
import { silentLogger } from '#libs/process';
import { type HubState, type Store } from '#libs/store';
import { TransportError, type HubTransport, type MemoryBroker } from '#libs/transport';
import { Auditor } from '../../apps/hub/src/audit/auditor.js';
import { MembershipReconciler } from '../../apps/hub/src/controllers/cluster/membership.reconciler.js';
import { followMembership } from '../../apps/hub/src/controllers/cluster/membership.sources.js';
import { EventRecorder } from '../../apps/hub/src/controllers/events/event-recorder.js';
import { AUTOSCALERS, AutoscalerIndex } from '../../apps/hub/src/controllers/propagation/autoscaler-index.js';
import { PropagationReconciler } from '../../apps/hub/src/controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../../apps/hub/src/controllers/propagation/propagation.sources.js';
import { ReportIngest } from '../../apps/hub/src/ingest/report.ingest.js';
import { History } from '../../apps/hub/src/outbox/history.js';
import { WorkPublisher } from '../../apps/hub/src/outbox/work.publisher.js';
import { kindOf } from '../../apps/hub/src/wiring/resources.js';
import { Health } from './health.js';
import { CLUSTERS, FEDERATED, type HubApi } from './hub-api.js';
import { type SimProcess } from './process.js';
import { type SimRow } from './sim-rows.js';
import { type SimStore } from './sim-store.js';

export interface SimHubOptions {
  /** Of the broker's connection. */
  readonly name: string;
  readonly process: SimProcess;
  readonly store: SimStore;
  readonly api: HubApi;
  readonly broker: MemoryBroker;
  /** Told of every call of store and broker; may kill the process. */
  readonly around: (when: 'before' | 'after', method: string) => void;
  /** Whether the broker's confirmation of a message is lost. */
  readonly loses: () => boolean;
  /** When a batch comes once more, late; 0: not. */
  readonly againInMs: () => number;
  /** Credentials of this NATS user are void from now on. */
  readonly revoke: (natsPublicKey: string) => Promise<void>;
}

const WORK_LOCAL = ['onSaved', 'announce'];
const TRANSPORT_LOCAL = ['connected', 'onConnect', 'releaseCluster', 'consumeReports', 'close'];

/** One run of a hub: the real planning, outbox, ingest, comparison and judgement over stored things that outlive it. */
export class SimHub {
  readonly health: Health;

  private constructor(health: Health) {
    this.health = health;
  }

  static async start(options: SimHubOptions): Promise<SimHub> {
    const { process, api } = options;
    const shared = { clock: process.clock, logger: silentLogger };
    const store = storeOf(options);
    const transport = transportOf(options);
    const client = clientOf(options);
    const clusters = new Informer({ client, resource: CLUSTERS, ...shared });
    const objects = FEDERATED.map((resource) => new Informer({ client, resource, ...shared }));
    const events = new EventRecorder(client, process.clock, silentLogger);
    const history = await History.open({ store, transport, ...shared });
    const { hubUid } = history.state;
    const kinds = createSpreadKinds();
    const enqueue = (key: string): void => void loop.enqueue(key);
    const hpas = new Informer({ client, resource: AUTOSCALERS, ...shared });
    const autoscalers = new AutoscalerIndex(kinds, hpas, enqueue);
    const health = new Health({ api, clusters, process, heard: options.store.heard });
    const isFrozen = (): boolean => health.isFrozen;
    const reconciler = new PropagationReconciler({
      client,
      clusters,
      store,
      events,
      isFrozen,
      clock: process.clock,
      ...{ kinds, autoscalers, enqueue },
    });
    const loop: ControlLoop = new ControlLoop({ name: 'propagation', reconciler, workers: 16, ...shared });
    const debts = (): AsyncIterable<string> => keysWithWork(store);
    const sources = new PropagationSources({ objects, clusters, loop, debts, ...shared });
    const kindFor = (resource: GroupResource): ReturnType<typeof kindOf> => kindOf(kinds, resource);
    const publisher = new WorkPublisher({ store, transport, hubUid, history, kindOf: kindFor, ...shared });
    const resourceOf = (group: string, kind: string): GroupResource | undefined =>
      kinds.ofKind(group, kind)?.resource;
    const auditor = new Auditor({
      store,
      transport,
      hub: () => history.state,
      kindOf: kindFor,
      resourceOf,
      ...shared,
    });
    const ingest = new ReportIngest({
      store,
      hubUid,
      propagationOf: (group, kind) => kinds.ofKind(group, kind),
      onAudit: (report) => auditor.take(report),
      onEvents: () => undefined,
      onObject: (key, isNews) => {
        if (isNews) loop.enqueueAfter(key, 8);
      },
      onHeartbeat: (report, receivedAt) => {
        history.hear(report.cluster, report.generation);
        health.heard(report, receivedAt);
      },
      ...shared,
    });
    transport.onConnect(({ fresh }) => {
      health.connected();
      if (fresh) void store.work.republish().then(() => publisher.poke());
    });
    for (const { cluster } of await store.agents.all()) await transport.ensureWorkConsumer(cluster);
    const membership = new MembershipReconciler({
      ...{ client, clusters, store, transport, events, ...shared },
      revoke: options.revoke,
      deletionsHeld: () => history.state.deletionsHeld,
    });
    const members = new ControlLoop({ name: 'membership', reconciler: membership, workers: 2, ...shared });
    const { againInMs } = options;
    await transport.consumeReports(process.handler((deliveries) => ingest.handle(deliveries), againInMs));
    await begin([clusters, hpas, ...objects], [sources, loop, publisher, history, health, members]);
    await followMembership(clusters, members, store);
    return new SimHub(health);
  }
}

async function begin(informers: readonly Informer[], parts: readonly { start(): void }[]): Promise<void> {
  for (const informer of informers) informer.start();
  await Promise.all(informers.map((informer) => informer.synced));
  for (const part of parts) part.start();
}

/** The API as this process reaches it: one that is stopped sees nothing of what happens. */
function clientOf({ process, api, around }: SimHubOptions): ObjectClient {
  const client = process.port(api, ['watch'], around);
  const watch: ObjectClient['watch'] = async function* (resource, resourceVersion, signal) {
    for await (const event of api.watch(resource, resourceVersion, signal)) {
      if (process.isStopped) await process.running();
      yield event;
    }
  };
  return new Proxy(client, {
    get: (target, name) => (name === 'watch' ? watch : (Reflect.get(target, name) as unknown)),
  });
}

/** The parts of a store that the hub's controllers use, as they reach it. */
function storeOf({ process, store, around }: SimHubOptions): Store {
  const port = <T extends object>(part: T, direct: readonly string[] = []): T =>
    process.port(part, direct, around);
  const outer = port(store);
  const onSaved = (tell: () => void): void => {
    const later = (): void => {
      void process.running().then(tell);
    };
    store.listen(() => process.isAlive(), later);
  };
  const rows = (cluster: string): AsyncGenerator<SimRow> => rowsOf(store, process, cluster);
  return {
    work: port({ ...store.work, onSaved, ofCluster: rows }, [...WORK_LOCAL, 'ofCluster']),
    reports: port(store.reports),
    audit: port(store.audit),
    agents: port(store.agents),
    moves: port(store.moves),
    heartbeats: port(store.heartbeats),
    joinTokens: port(store.joinTokens),
    hubState: () => outer.hubState(),
    leaveGenerationGap: () => outer.leaveGenerationGap(),
    generationGaps: () => outer.generationGaps(),
    raiseEpoch: (seen: HubState, future: { generation: number }) => outer.raiseEpoch(seen, future),
    releaseDeletions: () => outer.releaseDeletions(),
    forgetCluster: (cluster: string) => outer.forgetCluster(cluster),
    exclusive: () => store.exclusive(process),
  } as unknown as Store;
}

async function* rowsOf(store: SimStore, process: SimProcess, cluster: string): AsyncGenerator<SimRow> {
  await process.pause(3);
  yield* store.rowsIn(cluster);
}

function transportOf({ name, process, broker, around, loses }: SimHubOptions): HubTransport {
  return process.port(
    broker.hub(name),
    TRANSPORT_LOCAL,
    (when, method) => {
      around(when, method);
      if (when === 'after' && method === 'publishWork' && loses())
        throw new TransportError('timeout', 'the broker did not confirm');
    },
    0,
  );
}

async function* keysWithWork(store: Store): AsyncGenerator<string> {
  yield* await store.work.keysWithWork('', 100_000);
}
