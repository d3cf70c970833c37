import { getPath, parseApiVersion } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { done, keyOf, requeueAfter, splitKey, } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { AUTOSCALERS } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { SCALE_RETRY_MS } from '../limits.js';
import { NO_MEMORY, planScaling, unscalable } from './autoscaler-plan.js';
import { readMetrics } from './autoscaler.js';
import {} from './scale-client.js';
/** Scales what HorizontalPodAutoscalers point to, by the load that annotations say. */
export class Autoscalers {
    context;
    registry;
    scale;
    loop;
    /** Keys of autoscalers by `Kind/namespace/name` of their target. */
    byTarget = new NestedMap();
    memories = new Map();
    constructor(context, registry, scale) {
        this.context = context;
        this.registry = registry;
        this.scale = scale;
        const { autoscalers, deployments, replicaSets, statefulSets } = context.informers;
        this.loop = mirrorLoop(context, 'autoscalers', autoscalers, (key) => this.reconcile(key));
        autoscalers.onChange((change) => {
            this.observe(change);
        });
        for (const mirror of [deployments, replicaSets, statefulSets])
            mirror.onChange(({ object }) => {
                for (const [key] of this.byTarget.of(`${object.kind}/${keyOf(object)}`) ?? [])
                    this.loop.enqueue(key);
            });
    }
    observe({ type, object, previous }) {
        const key = keyOf(object);
        if (previous)
            this.byTarget.delete(targetOf(previous), key);
        if (type === 'DELETED')
            this.memories.delete(key);
        else
            this.byTarget.set(targetOf(object), key, true);
    }
    async reconcile(key) {
        const autoscaler = this.context.informers.autoscalers.get(key);
        if (!autoscaler)
            return done;
        const { clock, client } = this.context;
        const { kind, name } = autoscaler.spec.scaleTargetRef;
        const resource = this.resourceOf(autoscaler);
        const namespace = splitKey(key).namespace;
        const target = resource && (await client.get({ ...resource.definition.storage, namespace, name }));
        if (!resource || !target) {
            const message = `the HPA controller was unable to get the target's current scale: ${kind} "${name}" not found`;
            await writeStatus(this.context, AUTOSCALERS, autoscaler, unscalable(autoscaler, message, clock.now()));
            return requeueAfter(SCALE_RETRY_MS, 'its target is not there');
        }
        const scale = scaleOf(resource, target);
        const readings = readMetrics(autoscaler, target, scale);
        const memory = this.memories.get(key) ?? NO_MEMORY;
        const plan = planScaling({ autoscaler, scale, readings, now: clock.now() }, memory);
        if (plan.replicas !== undefined)
            await this.scale(resource, target, plan.replicas);
        this.memories.set(key, plan.memory);
        await writeStatus(this.context, AUTOSCALERS, autoscaler, plan.status);
        const checkInMs = plan.checkInMs ?? (isWatched(kind) ? undefined : SCALE_RETRY_MS);
        return checkInMs === undefined ? done : requeueAfter(checkInMs, 'the load may mean more then');
    }
    /** Undefined: there is no such kind, or it cannot be scaled. */
    resourceOf({ spec: { scaleTargetRef } }) {
        const { group, version } = parseApiVersion(scaleTargetRef.apiVersion ?? 'apps/v1');
        const found = this.registry.byKind(group, version, scaleTargetRef.kind);
        return found?.definition.subresources.scale ? found : undefined;
    }
}
function targetOf({ metadata, spec }) {
    return `${spec.scaleTargetRef.kind}/${metadata.namespace ?? ''}/${spec.scaleTargetRef.name}`;
}
function isWatched(kind) {
    return kind === 'Deployment' || kind === 'ReplicaSet' || kind === 'StatefulSet';
}
function scaleOf({ definition }, target) {
    const { scale } = definition.subresources;
    const at = (path) => {
        const value = path === undefined ? undefined : getPath(target, path);
        return typeof value === 'number' ? value : 0;
    };
    return { spec: at(scale?.specReplicas), status: at(scale?.statusReplicas) };
}
//# sourceMappingURL=autoscalers.js.map