import { formatGroupResource, setCondition, } from '#libs/apimachinery';
import { ControlLoop, done, keyOf, requeueAfter, splitKey, } from '#libs/controller-runtime';
import {} from '#libs/process';
import { NAMESPACE_DELETES, NAMESPACE_RECHECK_MAX_MS, NAMESPACE_RECHECK_MIN_MS, NAMESPACE_WORKERS, } from './limits.js';
const NAMESPACES = { group: '', resource: 'namespaces' };
const FINALIZER = 'kubernetes';
/** The loop that empties namespaces under deletion and lets them go. The caller starts and stops it. */
export function createNamespaceLifecycle(options) {
    const { clock, logger, namespaces } = options;
    const enqueueTerminating = (object) => {
        if (object.metadata.deletionTimestamp !== undefined)
            loop.enqueue(keyOf(object));
    };
    const loop = new ControlLoop({
        name: 'namespace-lifecycle',
        reconciler: { reconcile: (key, signal) => reconcile(options, splitKey(key).name, signal) },
        workers: NAMESPACE_WORKERS,
        clock,
        logger,
        resync: () => {
            for (const object of namespaces.list())
                enqueueTerminating(object);
        },
    });
    namespaces.onChange((change) => {
        if (change.type !== 'DELETED')
            enqueueTerminating(change.object);
    });
    return loop;
}
async function reconcile(options, name, signal) {
    const { client, clock } = options;
    const key = { ...NAMESPACES, namespace: '', name };
    const namespace = await client.get(key);
    if (namespace?.metadata.deletionTimestamp === undefined)
        return done;
    if (!specFinalizers(namespace).includes(FINALIZER))
        return done;
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
async function empty(options, namespace, signal) {
    const remaining = [];
    let failure;
    for (const resource of options.resources()) {
        signal.throwIfAborted();
        try {
            const left = await emptyResource(options.client, resource, namespace);
            if (left)
                remaining.push(left);
        }
        catch (error) {
            failure ??= error;
        }
    }
    if (failure !== undefined)
        throw failure;
    return remaining;
}
async function emptyResource(client, resource, namespace) {
    const { items } = await client.list(resource, { namespace });
    if (items.length === 0)
        return undefined;
    const doomed = items.filter((item) => item.metadata.deletionTimestamp === undefined);
    for (let at = 0; at < doomed.length; at += NAMESPACE_DELETES) {
        const batch = doomed.slice(at, at + NAMESPACE_DELETES);
        await Promise.all(batch.map((item) => deleteExactly(client, resource, item)));
    }
    const left = (await client.list(resource, { namespace })).items;
    if (left.length === 0)
        return undefined;
    return {
        resource,
        count: left.length,
        finalizers: [...new Set(left.flatMap((item) => item.metadata.finalizers ?? []))],
    };
}
async function deleteExactly(client, resource, item) {
    const { namespace = '', name = '', uid } = item.metadata;
    await client.delete({ ...resource, namespace, name }, { propagationPolicy: 'Background', ...(uid === undefined ? {} : { uid }) });
}
function specFinalizers(namespace) {
    const spec = namespace['spec'];
    return spec?.finalizers ?? [];
}
function withoutFinalizer(namespace) {
    const finalizers = specFinalizers(namespace);
    if (!finalizers.includes(FINALIZER))
        return undefined;
    const spec = namespace['spec'];
    return { ...namespace, spec: { ...spec, finalizers: finalizers.filter((other) => other !== FINALIZER) } };
}
function describe(left) {
    return `${formatGroupResource(left.resource)} has ${left.count} resource instances`;
}
/** The conditions that kube-controller-manager shows on a namespace that cannot go yet; unchanged ones are not written. */
function withRemaining(namespace, left, now) {
    const status = (namespace['status'] ?? {});
    const conditions = remainingConditions(left).reduce((present, condition) => setCondition(present, condition, now), status.conditions ?? []);
    if (conditions === status.conditions && status.phase === 'Terminating')
        return undefined;
    return { ...namespace, status: { ...status, phase: 'Terminating', conditions } };
}
function remainingConditions(left) {
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
//# sourceMappingURL=namespace-lifecycle.js.map