import { parseApiVersion } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { createNamespaceLifecycle, GarbageCollector } from '#libs/cluster-controllers';
import {} from '#libs/controller-runtime';
import {} from '../admission/quota.js';
import { Autoscalers } from '../autoscaling/autoscalers.js';
import {} from '../autoscaling/scale-client.js';
import { DisruptionBudgets } from '../policy/disruption-budgets.js';
import { createQuotaLoop } from '../policy/quotas.js';
import {} from '../policy/usage.js';
import { VolumeBinder } from '../storage/volume-binder.js';
import {} from './context.js';
import { createCustomKinds } from './custom-kinds.js';
import { CronJobs } from '../workloads/cron-jobs.js';
import { Jobs } from '../workloads/jobs.js';
import { DaemonSets } from '../workloads/daemon-sets.js';
import { Revisions } from '../workloads/revisions.js';
import { StatefulSets } from '../workloads/stateful-sets.js';
import { Deployments } from '../workloads/deployments.js';
import { EndpointWriter } from './endpoints.js';
import { Kubelets } from '../kubelet/kubelet.js';
import { createIngressGateway, createLoadBalancers } from './load-balancers.js';
import { createNamespaceDefaults } from './namespace-defaults.js';
import { ReplicaSets } from '../workloads/replica-sets.js';
import { Scheduler } from './scheduler.js';
/** Builds all controllers of a cluster, then fills the mirrors, then lets the controllers act. */
export async function startControllers(context, loops, settings) {
    const { client, clock, logger, informers } = context;
    const { registry } = settings;
    const running = [
        ...clusterLoops(context, settings),
        ...workloadLoops(context),
        new Autoscalers(context, registry, settings.scale).loop,
        new DisruptionBudgets(context).loop,
        new VolumeBinder(context).loop,
        createQuotaLoop(context, settings.usage, settings.quotas),
    ];
    const collector = new GarbageCollector({
        client,
        resolve: (...kind) => resolveKind(registry, kind),
        clock,
        logger,
    });
    const all = informers.all();
    for (const informer of all)
        collector.add(informer);
    const custom = createCustomKinds(context, registry, collector);
    for (const loop of [...running, collector, custom.loop])
        loops.add(loop);
    for (const informer of all)
        informer.start();
    await Promise.all(all.map((informer) => informer.synced));
    await custom.start();
    for (const loop of running)
        loop.start();
    await collector.start();
    const stop = async () => {
        await custom.stop();
        await stopAll(running, collector, all);
    };
    return { stop };
}
/** What makes pods. */
function workloadLoops(context) {
    const revisions = new Revisions(context);
    return [
        new ReplicaSets(context).loop,
        new Deployments(context).loop,
        new DaemonSets(context, revisions).loop,
        new StatefulSets(context, revisions).loop,
        new Jobs(context).loop,
        new CronJobs(context).loop,
    ];
}
/** What runs pods, leads to them, and keeps namespaces. */
function clusterLoops(context, settings) {
    const { client, clock, logger, informers } = context;
    return [
        new Scheduler(context).loop,
        new Kubelets(context, settings.podReadyMs).loop,
        new EndpointWriter(context).loop,
        createLoadBalancers(context),
        createIngressGateway(context),
        createNamespaceDefaults(context, settings.caCertificate),
        createNamespaceLifecycle({
            client,
            namespaces: informers.namespaces,
            resources: () => namespacedResources(settings.registry),
            clock,
            logger,
        }),
    ];
}
async function stopAll(loops, collector, informers) {
    await Promise.all([...loops.map((loop) => loop.stop()), collector.stop()]);
    await Promise.all(informers.map((informer) => informer.stop()));
}
function namespacedResources(registry) {
    return registry
        .definitions()
        .filter((row) => row.namespaced && row.verbs.includes('list') && row.verbs.includes('delete'))
        .map((row) => row.storage);
}
function resolveKind(registry, [apiVersion, kind]) {
    const { group, version } = parseApiVersion(apiVersion);
    const row = registry.byKind(group, version, kind)?.definition;
    return row && { resource: row.storage, namespaced: row.namespaced };
}
//# sourceMappingURL=cluster-controllers.js.map