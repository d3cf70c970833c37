import {
  formatGroupResource,
  setCondition,
  type Condition,
  type GroupResource,
  type KubeObject,
  type NewCondition,
  type ObjectClient,
} from '#libs/apimachinery';
import {
  ControlLoop,
  done,
  keyOf,
  requeueAfter,
  splitKey,
  type Informer,
  type Result,
} from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import {
  NAMESPACE_DELETES,
  NAMESPACE_RECHECK_MAX_MS,
  NAMESPACE_RECHECK_MIN_MS,
  NAMESPACE_WORKERS,
} from './limits.js';

export interface NamespaceLifecycleOptions {
  readonly client: ObjectClient;
  /** Of the namespaces; the caller starts it. */
  readonly namespaces: Informer;
  /** Every resource that may have objects in a namespace, asked anew each time: custom resources come and go. */
  readonly resources: () => readonly GroupResource[];
  readonly clock: Clock;
  readonly logger: Logger;
}

const NAMESPACES: GroupResource = { group: '', resource: 'namespaces' };
const FINALIZER = 'kubernetes';

/** The loop that empties namespaces under deletion and lets them go. The caller starts and stops it. */
export function createNamespaceLifecycle(options: NamespaceLifecycleOptions): ControlLoop {
  const { clock, logger, namespaces } = options;
  const enqueueTerminating = (object: KubeObject): void => {
    if (object.metadata.deletionTimestamp !== undefined) loop.enqueue(keyOf(object));
  };
  const loop = new ControlLoop({
    name: 'namespace-lifecycle',
    reconciler: { reconcile: (key, signal) => reconcile(options, splitKey(key).name, signal) },
    workers: NAMESPACE_WORKERS,
    clock,
    logger,
    resync: () => {
      for (const object of namespaces.list()) enqueueTerminating(object);
    },
  });
  namespaces.onChange((change) => {
    if (change.type !== 'DELETED') enqueueTerminating(change.object);
  });
  return loop;
}

/** What one resource still has in a namespace after its objects were told to go. */
interface Remaining {
  readonly resource: GroupResource;
  readonly count: number;
  readonly finalizers: readonly string[];
}

async function reconcile(
  options: NamespaceLifecycleOptions,
  name: string,
  signal: AbortSignal,
): Promise<Result> {
  const { client, clock } = options;
  const key = { ...NAMESPACES, namespace: '', name };
  const namespace = await client.get(key);
  if (namespace?.metadata.deletionTimestamp === undefined) return done;
  if (!specFinalizers(namespace).includes(FINALIZER)) return done;
  const remaining = await empty(options, name, signal);
  if (remaining.length === 0) {
    await client.modify(key, withoutFinalizer, 'finalize');
    return done;
  }
  const now = clock.now();
  await client.modify(key, (current) => withRemaining(current, remaining, now), 'status');
  const ageMs = now - Date.parse(namespace.metadata.deletionTimestamp);
  const ms = Math.min(NAMESPACE_RECHECK_MAX_MS, Math.max(NAMESPACE_RECHECK_MIN_MS, ageMs / 4));
  return requeueAfter(Math.round(ms), remaining.map(describe).join('; '));
}

/** Deletes what there is and answers what is still there. Every resource is tried; the first failure is thrown at the end. */
async function empty(
  options: NamespaceLifecycleOptions,
  namespace: string,
  signal: AbortSignal,
): Promise<Remaining[]> {
  const remaining: Remaining[] = [];
  let failure: unknown;
  for (const resource of options.resources()) {
    signal.throwIfAborted();
    try {
      const left = await emptyResource(options.client, resource, namespace);
      if (left) remaining.push(left);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure as Error;
  return remaining;
}

async function emptyResource(
  client: ObjectClient,
  resource: GroupResource,
  namespace: string,
): Promise<Remaining | undefined> {
  const { items } = await client.list(resource, { namespace });
  if (items.length === 0) return undefined;
  const doomed = items.filter((item) => item.metadata.deletionTimestamp === undefined);
  for (let at = 0; at < doomed.length; at += NAMESPACE_DELETES) {
    const batch = doomed.slice(at, at + NAMESPACE_DELETES);
    await Promise.all(batch.map((item) => deleteExactly(client, resource, item)));
  }
  const left = (await client.list(resource, { namespace })).items;
  if (left.length === 0) return undefined;
  return {
    resource,
    count: left.length,
    finalizers: [...new Set(left.flatMap((item) => item.metadata.finalizers ?? []))],
  };
}

async function deleteExactly(client: ObjectClient, resource: GroupResource, item: KubeObject): Promise<void> {
  const { namespace = '', name = '', uid } = item.metadata;
  await client.delete(
    { ...resource, namespace, name },
    { propagationPolicy: 'Background', ...(uid === undefined ? {} : { uid }) },
  );
}

function specFinalizers(namespace: KubeObject): readonly string[] {
  const spec = namespace['spec'] as { finalizers?: string[] } | undefined;
  return spec?.finalizers ?? [];
}

function withoutFinalizer(namespace: KubeObject): KubeObject | undefined {
  const finalizers = specFinalizers(namespace);
  if (!finalizers.includes(FINALIZER)) return undefined;
  const spec = namespace['spec'] as Record<string, unknown>;
  return { ...namespace, spec: { ...spec, finalizers: finalizers.filter((other) => other !== FINALIZER) } };
}

function describe(left: Remaining): string {
  return `${formatGroupResource(left.resource)} has ${left.count} resource instances`;
}

/** The conditions that kube-controller-manager shows on a namespace that cannot go yet; unchanged ones are not written. */
function withRemaining(
  namespace: KubeObject,
  left: readonly Remaining[],
  now: number,
): KubeObject | undefined {
  const status = (namespace['status'] ?? {}) as { phase?: string; conditions?: readonly Condition[] };
  const conditions = remainingConditions(left).reduce<readonly Condition[]>(
    (present, condition) => setCondition(present, condition, now),
    status.conditions ?? [],
  );
  if (conditions === status.conditions && status.phase === 'Terminating') return undefined;
  return { ...namespace, status: { ...status, phase: 'Terminating', conditions } };
}

function remainingConditions(left: readonly Remaining[]): NewCondition[] {
  const finalizers = [...new Set(left.flatMap((item) => item.finalizers))].sort();
  return [
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${left.map(describe).join(', ')}`,
    },
    finalizers.length > 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        },
  ];
}
