import { type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type ObjectLog } from './object-log.js';
import { type SimClock } from './sim-clock.js';

const REPLICASETS = { group: 'apps', resource: 'replicasets' };
/** How long the member's own controllers take at most, ms. */
const POD_MS = 3_000;

interface Pods {
  readonly running: number;
  /** Since when some of them fit nowhere; undefined: all run. */
  readonly pendingSince: number | undefined;
}

/** The member's own controllers: pods of ReplicaSets get ready after a while, as far as there is room for them. Who runs stays. */
export class SimPods {
  /** Pods that fit. */
  capacity = Infinity;
  /** By the ReplicaSet's uid. */
  private readonly pods = new Map<string, Pods>();

  constructor(
    private readonly log: ObjectLog,
    private readonly clock: SimClock,
    private readonly random: () => number,
  ) {}

  /** The ReplicaSet as stored has another spec. */
  scaleSoon(key: ObjectKey, { metadata }: KubeObject): void {
    this.clock.after(this.random() * POD_MS, () => {
      const live = this.log.get(key);
      if (!live) return;
      if (live.metadata.uid !== metadata.uid || live.metadata.generation !== metadata.generation) return;
      this.scale(key, live);
    });
  }

  /** There may be room that was not there. */
  roomSoon(): void {
    for (const object of this.log.of(REPLICASETS))
      if (this.pods.get(object.metadata.uid ?? '')?.pendingSince !== undefined)
        this.scaleSoon(keyOf(object), object);
  }

  /** As the looker of the agent sees them. */
  list(namespace: string, app: string): KubeObject[] {
    const set = this.log.get({ ...REPLICASETS, namespace, name: app });
    const { running = 0, pendingSince } = this.pods.get(set?.metadata.uid ?? '') ?? {};
    const { replicas = 0 } = (set?.['status'] ?? {}) as { replicas?: number };
    return Array.from({ length: replicas }, (_, at) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${app}-${at}`, namespace },
      status: at < running ? READY : pending(pendingSince ?? this.clock.now()),
    }));
  }

  /** Room that no pod takes. */
  private free(): number {
    const uids = this.log.of(REPLICASETS).map(({ metadata }) => metadata.uid ?? '');
    return this.capacity - uids.reduce((sum, uid) => sum + (this.pods.get(uid)?.running ?? 0), 0);
  }

  private scale(key: ObjectKey, live: KubeObject): void {
    const { uid = '', generation } = live.metadata;
    const { replicas = 1 } = live['spec'] as { replicas?: number };
    const before = this.pods.get(uid);
    const ran = before?.running ?? 0;
    const running = Math.min(replicas, ran + Math.max(0, this.free()));
    const pendingSince = running < replicas ? (before?.pendingSince ?? this.clock.now()) : undefined;
    this.pods.set(uid, { running, pendingSince });
    const status = { replicas, readyReplicas: running, observedGeneration: generation };
    if (JSON.stringify(live['status']) !== JSON.stringify(status)) this.log.put(key, { ...live, status });
    if (running < ran) this.roomSoon();
  }
}

const READY = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

function pending(since: number): object {
  const lastTransitionTime = new Date(since).toISOString();
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime };
  return { phase: 'Pending', conditions: [condition] };
}

function keyOf({ metadata: { namespace = '', name = '' } }: KubeObject): ObjectKey {
  return { ...REPLICASETS, namespace, name };
}
