import {} from '#libs/apimachinery';
import { ControlLoop, Informer } from '#libs/controller-runtime';
import { createSpreadKinds } from '#libs/kinds';
import { silentLogger } from '#libs/process';
import {} from '#libs/store';
import { TransportError } from '#libs/transport';
import { Auditor } from '../../apps/hub/src/audit/auditor.js';
import { EventRecorder } from '../../apps/hub/src/controllers/events/event-recorder.js';
import { AUTOSCALERS, AutoscalerIndex } from '../../apps/hub/src/controllers/propagation/autoscaler-index.js';
import { PropagationReconciler } from '../../apps/hub/src/controllers/propagation/propagation.reconciler.js';
import { PropagationSources } from '../../apps/hub/src/controllers/propagation/propagation.sources.js';
import { ReportIngest } from '../../apps/hub/src/ingest/report.ingest.js';
import { History } from '../../apps/hub/src/outbox/history.js';
import { WorkPublisher } from '../../apps/hub/src/outbox/work.publisher.js';
import { kindOf } from '../../apps/hub/src/wiring/resources.js';
import { Health } from './health.js';
import { CLUSTERS, FEDERATED } from './hub-api.js';
import {} from './process.js';
import {} from './sim-store.js';
const WORK_LOCAL = ['onSaved', 'announce'];
const TRANSPORT_LOCAL = ['connected', 'onConnect', 'releaseCluster', 'consumeReports', 'close'];
/** One run of a hub: the real planning, outbox, ingest, comparison and judgement over stored things that outlive it. */
export class SimHub {
    health;
    constructor(health) {
        this.health = health;
    }
    static async start(options) {
        const { process, api } = options;
        const shared = { clock: process.clock, logger: silentLogger };
        const store = storeOf(options);
        const transport = transportOf(options);
        const client = process.port(api, ['watch'], options.around);
        const clusters = new Informer({ client, resource: CLUSTERS, ...shared });
        const objects = FEDERATED.map((resource) => new Informer({ client, resource, ...shared }));
        const events = new EventRecorder(client, process.clock, silentLogger);
        const history = new History({ store, transport, ...shared }, await store.hubState());
        const { hubUid } = history.state;
        const kinds = createSpreadKinds();
        const enqueue = (key) => void loop.enqueue(key);
        const hpas = new Informer({ client, resource: AUTOSCALERS, ...shared });
        const autoscalers = new AutoscalerIndex(kinds, hpas, enqueue);
        const health = new Health({ api, clusters, process, heard: options.store.heard });
        const isFrozen = () => health.isFrozen;
        const reconciler = new PropagationReconciler({
            client,
            clusters,
            store,
            events,
            isFrozen,
            clock: process.clock,
            ...{ kinds, autoscalers, enqueue },
        });
        const loop = new ControlLoop({ name: 'propagation', reconciler, workers: 16, ...shared });
        const debts = () => keysWithWork(store);
        const sources = new PropagationSources({ objects, clusters, loop, debts, ...shared });
        const kindFor = (resource) => kindOf(kinds, resource);
        const publisher = new WorkPublisher({ store, transport, hubUid, history, kindOf: kindFor, ...shared });
        const resourceOf = (group, kind) => kinds.ofKind(group, kind)?.resource;
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
                if (isNews)
                    loop.enqueueAfter(key, 8);
            },
            onHeartbeat: (report, receivedAt) => {
                history.hear(report.cluster, report.generation);
                health.heard(report, receivedAt);
            },
            ...shared,
        });
        transport.onConnect(({ fresh }) => {
            health.connected();
            if (fresh)
                void store.work.republish().then(() => publisher.poke());
        });
        for (const { cluster } of await store.agents.all())
            await transport.ensureWorkConsumer(cluster);
        const { againInMs } = options;
        await transport.consumeReports(process.handler((deliveries) => ingest.handle(deliveries), againInMs));
        await begin([clusters, hpas, ...objects], [sources, loop, publisher, history, health]);
        return new SimHub(health);
    }
}
async function begin(informers, parts) {
    for (const informer of informers)
        informer.start();
    await Promise.all(informers.map((informer) => informer.synced));
    for (const part of parts)
        part.start();
}
/** The parts of a store that the hub's controllers use, as they reach it. */
function storeOf({ process, store, around }) {
    const outer = process.port(store, ['forgetListeners', 'rowsOf', 'rowsIn'], around);
    const parts = {
        work: process.port(store.work, WORK_LOCAL, around),
        reports: process.port(store.reports, [], around),
        audit: process.port(store.audit, [], around),
        agents: process.port(store.agents, [], around),
        moves: process.port(store.moves, [], around),
        heartbeats: process.port(store.heartbeats, [], around),
    };
    const hubState = () => outer.hubState();
    const raiseEpoch = (seen, future) => outer.raiseEpoch(seen, future);
    const exclusive = () => outer.exclusive();
    return { ...parts, hubState, raiseEpoch, exclusive };
}
function transportOf({ process, broker, around, loses }) {
    return process.port(broker.hub(), TRANSPORT_LOCAL, (when, method) => {
        around(when, method);
        if (when === 'after' && method === 'publishWork' && loses())
            throw new TransportError('timeout', 'the broker did not confirm');
    }, 0);
}
async function* keysWithWork(store) {
    yield* await store.work.keysWithWork('', 100_000);
}
//# sourceMappingURL=sim-hub.js.map