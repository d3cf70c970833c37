import { formatTime, setCondition, type Condition, type KubeObject } from '#libs/apimachinery';
import {
  ControlLoop,
  done,
  keyOf,
  requeueAfter,
  splitKey,
  type InformerChange,
  type Result,
} from '#libs/controller-runtime';
import { isFinished, isReady, type Container, type Pod, type PodStatus } from '../cluster/pod.js';
import { writePod } from '../cluster/pod-writer.js';
import { PODS } from '../cluster/resources.js';
import { WORKERS } from '../limits.js';
import { type ClusterContext } from './context.js';

/**
 * All nodes' kubelets in one loop: placed pods run, become ready after a while, and go away when deleted. Time is kept by the
 * loop's one timer.
 */
export class Kubelets {
  readonly loop: ControlLoop;
  /** When pods that run become ready, by uid. A pod not listed (after a restart) is due. */
  private readonly readyAt = new Map<string, number>();

  /** `readyMs`: from running to ready. */
  constructor(
    private readonly context: ClusterContext,
    private readonly readyMs: number,
  ) {
    this.loop = new ControlLoop({
      name: 'kubelets',
      reconciler: { reconcile: (key) => this.reconcile(key) },
      workers: WORKERS,
      clock: context.clock,
      logger: context.logger,
      resync: () => {
        for (const pod of context.pods.informer.list()) this.loop.enqueue(keyOf(pod));
      },
    });
    context.pods.informer.onChange((change) => {
      this.observe(change);
    });
    context.informers.nodes.onChange(({ type, object }) => {
      if (type === 'DELETED') this.evacuate(object.metadata.name ?? '');
    });
  }

  private observe({ type, object, previous }: InformerChange): void {
    const pod = object as Pod;
    this.noteAddress(type === 'DELETED' ? undefined : pod, previous as Pod | undefined);
    if (type === 'DELETED') {
      this.readyAt.delete(pod.metadata.uid ?? '');
      return;
    }
    // What a kubelet wrote itself needs no second look.
    const calls =
      type === 'ADDED' || pod.metadata.deletionTimestamp !== undefined || pod.status?.phase === 'Pending';
    if (calls && isOurs(pod)) this.loop.enqueue(keyOf(pod));
  }

  private noteAddress(pod: Pod | undefined, previous: Pod | undefined): void {
    const { pods } = this.context.addresses;
    const before = previous?.status?.podIP;
    const after = pod?.status?.podIP;
    if (before === after) return;
    if (before !== undefined) pods.release(before);
    if (after !== undefined) pods.use(after);
  }

  /** A node that is no more takes its pods along. */
  private evacuate(node: string): void {
    for (const pod of this.context.pods.informer.list())
      if ((pod as Pod).spec.nodeName === node) this.loop.enqueue(keyOf(pod));
  }

  private async reconcile(key: string): Promise<Result> {
    const pod = this.context.pods.get(key);
    if (!pod || !isOurs(pod)) return done;
    if (pod.metadata.deletionTimestamp !== undefined) return this.terminate(key, pod);
    if (!this.context.informers.nodes.get(`/${pod.spec.nodeName ?? ''}`)) return this.remove(key, pod);
    if (isFinished(pod) || isReady(pod)) return done;
    return this.run(key, pod);
  }

  private async run(key: string, pod: Pod): Promise<Result> {
    const { clock, storage } = this.context;
    const uid = pod.metadata.uid ?? '';
    const now = clock.now();
    const isRunning = pod.status?.phase === 'Running';
    if (!isRunning) this.readyAt.set(uid, now + this.readyMs);
    const waitMs = (this.readyAt.get(uid) ?? now) - now;
    const ready = waitMs <= 0;
    if (!isRunning || ready) {
      await writePod(storage, key, (current) => {
        if (current.metadata.uid !== uid || current.metadata.deletionTimestamp !== undefined)
          return undefined;
        return { ...current, status: this.runningStatus(current, ready, now) };
      });
    }
    if (!ready) return requeueAfter(waitMs, 'containers start');
    this.readyAt.delete(uid);
    return done;
  }

  /** Containers stop at once, unless a preStop hook takes the grace period. */
  private async terminate(key: string, pod: Pod): Promise<Result> {
    const deletedAt = Date.parse(pod.metadata.deletionTimestamp ?? '');
    const hasHook = pod.spec.containers.some((container) => container.lifecycle?.preStop !== undefined);
    // deletionTimestamp is when the grace period ends.
    const waitMs = hasHook && pod.status?.phase === 'Running' ? deletedAt - this.context.clock.now() : 0;
    return waitMs > 0 ? requeueAfter(waitMs, 'containers stop') : this.remove(key, pod);
  }

  private async remove(key: string, pod: Pod): Promise<Result> {
    const { uid } = pod.metadata;
    await this.context.client.delete(
      { ...PODS, ...splitKey(key) },
      { gracePeriodSeconds: 0, ...(uid === undefined ? {} : { uid }) },
    );
    return done;
  }

  private runningStatus(pod: Pod, ready: boolean, now: number): PodStatus {
    const { spec, status } = pod;
    const startTime = (status?.['startTime'] as string | undefined) ?? formatTime(now);
    const podIP = status?.podIP ?? this.context.addresses.pods.take();
    const hostIP = hostAddress(this.context.informers.nodes.get(`/${spec.nodeName ?? ''}`));
    return {
      ...status,
      phase: 'Running',
      conditions: runningConditions(status?.conditions, ready, now),
      startTime,
      ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
      ...(hostIP === undefined ? {} : { hostIP, hostIPs: [{ ip: hostIP }] }),
      qosClass: status?.['qosClass'] ?? 'BestEffort',
      containerStatuses: spec.containers.map((container) =>
        containerStatus(pod, container, { ready, startTime }),
      ),
    };
  }
}

function runningConditions(
  present: readonly Condition[] | undefined,
  ready: boolean,
  now: number,
): readonly Condition[] {
  const readiness = ready
    ? ({ status: 'True' } as const)
    : ({ status: 'False', reason: 'ContainersNotReady' } as const);
  const initialized = setCondition(present, { type: 'Initialized', status: 'True' }, now);
  return ['Ready', 'ContainersReady'].reduce(
    (conditions, type) => setCondition(conditions, { type, ...readiness }, now),
    initialized,
  );
}

/** Has a node, or is to go without ever having had one. */
function isOurs(pod: Pod): boolean {
  return (pod.spec.nodeName ?? '') !== '' || pod.metadata.deletionTimestamp !== undefined;
}

function hostAddress(node: KubeObject | undefined): string | undefined {
  const status = node?.['status'] as { addresses?: { type: string; address: string }[] } | undefined;
  return status?.addresses?.find((address) => address.type === 'InternalIP')?.address;
}

function containerStatus(pod: Pod, container: Container, is: { ready: boolean; startTime: string }): object {
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    containerID: `simulated://${pod.metadata.uid ?? ''}/${container.name}`,
    ready: is.ready,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: is.startTime } },
    lastState: {},
  };
}
