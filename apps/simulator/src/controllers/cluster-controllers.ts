import { parseApiVersion, type GroupResource } from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { createNamespaceLifecycle, GarbageCollector, type ResolvedKind } from '#libs/cluster-controllers';
import { type ControlLoop, type Informer, type LoopRegistry } from '#libs/controller-runtime';
import { type QuotaAdmission } from '../admission/quota.js';
import { Autoscalers } from '../autoscaling/autoscalers.js';
import { type ScaleClient } from '../autoscaling/scale-client.js';
import { DisruptionBudgets } from '../policy/disruption-budgets.js';
import { createQuotaLoop } from '../policy/quotas.js';
import { type Usage } from '../policy/usage.js';
import { VolumeBinder } from '../storage/volume-binder.js';
import { type ClusterContext } from './context.js';
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

export interface ControllerSettings {
  readonly registry: ResourceRegistry;
  readonly caCertificate: string;
  readonly podReadyMs: number;
  readonly scale: ScaleClient;
  readonly usage: Usage;
  readonly quotas: QuotaAdmission;
}

export interface RunningControllers {
  stop(): Promise<void>;
}

/** Builds all controllers of a cluster, then fills the mirrors, then lets the controllers act. */
export async function startControllers(
  context: ClusterContext,
  loops: LoopRegistry,
  settings: ControllerSettings,
): Promise<RunningControllers> {
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
  for (const informer of all) collector.add(informer);
  const custom = createCustomKinds(context, registry, collector);
  for (const loop of [...running, collector, custom.loop]) loops.add(loop);
  for (const informer of all) informer.start();
  await Promise.all(all.map((informer) => informer.synced));
  await custom.start();
  for (const loop of running) loop.start();
  await collector.start();
  const stop = async (): Promise<void> => {
    await custom.stop();
    await stopAll(running, collector, all);
  };
  return { stop };
}

/** What makes pods. */
function workloadLoops(context: ClusterContext): ControlLoop[] {
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
function clusterLoops(context: ClusterContext, settings: ControllerSettings): ControlLoop[] {
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

async function stopAll(
  loops: readonly ControlLoop[],
  collector: GarbageCollector,
  informers: readonly Informer[],
): Promise<void> {
  await Promise.all([...loops.map((loop) => loop.stop()), collector.stop()]);
  await Promise.all(informers.map((informer) => informer.stop()));
}

function namespacedResources(registry: ResourceRegistry): GroupResource[] {
  return registry
    .definitions()
    .filter((row) => row.namespaced && row.verbs.includes('list') && row.verbs.includes('delete'))
    .map((row) => row.storage);
}

function resolveKind(
  registry: ResourceRegistry,
  [apiVersion, kind]: readonly [string, string],
): ResolvedKind | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  const row = registry.byKind(group, version, kind)?.definition;
  return row && { resource: row.storage, namespaced: row.namespaced };
}
