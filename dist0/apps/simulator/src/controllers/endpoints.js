import { deepEqual } from '#libs/apimachinery';
import { ControlLoop, done, keyOf, splitKey, } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { isReady } from '../cluster/pod.js';
import { ENDPOINT_SLICES, ENDPOINTS } from '../cluster/resources.js';
import {} from '../cluster/service.js';
import { ENDPOINTS_PACE_MS, WORKERS } from '../limits.js';
import {} from './context.js';
import { endpointsOf, slicesOf, targetsOf } from './endpoint-addresses.js';
/** Keeps Endpoints and EndpointSlices of Services with a selector. */
export class EndpointWriter {
    context;
    loop;
    servicesOf = new NestedMap();
    writtenAt = new Map();
    constructor(context) {
        this.context = context;
        const { clock, informers, logger, pods } = context;
        this.loop = new ControlLoop({
            name: 'endpoints',
            reconciler: { reconcile: (key) => this.reconcile(key) },
            workers: WORKERS,
            clock,
            logger,
            resync: () => {
                for (const service of informers.services.list())
                    this.loop.enqueue(keyOf(service));
            },
        });
        informers.services.onChange((change) => {
            this.observeService(change);
        });
        pods.informer.onChange((change) => {
            this.observePod(change);
        });
    }
    observeService({ type, object }) {
        const namespace = object.metadata.namespace ?? '';
        const key = keyOf(object);
        if (type === 'DELETED')
            this.servicesOf.delete(namespace, key);
        else
            this.servicesOf.set(namespace, key, object);
        this.loop.enqueue(key);
    }
    observePod({ type, object, previous }) {
        const pod = object;
        const services = this.servicesOf.of(pod.metadata.namespace ?? '');
        if (!services || (type === 'MODIFIED' && sameTarget(pod, previous)))
            return;
        for (const [key, service] of services)
            if (selects(service, pod) || (previous && selects(service, previous)))
                this.enqueuePaced(key);
    }
    /** The first change is written at once, a storm of them at a steady pace. */
    enqueuePaced(key) {
        const sinceMs = this.context.clock.now() - (this.writtenAt.get(key) ?? 0);
        this.loop.enqueueAfter(key, ENDPOINTS_PACE_MS - sinceMs);
    }
    async reconcile(key) {
        const service = this.context.informers.services.get(key);
        const { namespace, name } = splitKey(key);
        if (!service) {
            this.writtenAt.delete(key);
            // Slices have an owner reference and go by garbage collection; Endpoints have none.
            if (this.context.informers.endpoints.get(key))
                await this.context.client.delete({ ...ENDPOINTS, namespace, name });
            return done;
        }
        if (!service.spec.selector || service.spec.type === 'ExternalName')
            return done;
        this.writtenAt.set(key, this.context.clock.now());
        const targets = targetsOf(service, this.context.pods.ofNamespace(namespace));
        await this.write(ENDPOINTS, this.context.informers.endpoints, endpointsOf(service, targets));
        const slices = slicesOf(service, targets);
        for (const slice of slices)
            await this.write(ENDPOINT_SLICES, this.context.informers.slices, slice);
        await this.dropSlicesAfter(service, slices.length);
        return done;
    }
    async write(resource, mirror, wanted) {
        const present = mirror.get(keyOf(wanted));
        if (!present) {
            await this.context.client.create(resource, wanted);
            return;
        }
        if (sameEndpoints(present, wanted))
            return;
        const key = { ...resource, ...splitKey(keyOf(wanted)) };
        await this.context.client.modify(key, (current) => ({
            ...wanted,
            metadata: { ...current.metadata, ...wanted.metadata },
        }));
    }
    async dropSlicesAfter(service, count) {
        const { namespace = '', name = '', uid } = service.metadata;
        for (let at = count + 1;; at++) {
            const slice = this.context.informers.slices.get(`${namespace}/${name}-${at}`);
            if (slice?.metadata.ownerReferences?.[0]?.uid !== uid || slice === undefined)
                return;
            await this.context.client.delete({ ...ENDPOINT_SLICES, namespace, name: `${name}-${at}` });
        }
    }
}
function selects(service, pod) {
    const { selector } = service.spec;
    return (selector !== undefined &&
        Object.entries(selector).every(([name, value]) => pod.metadata.labels?.[name] === value));
}
/** Whether a pod's change leaves every endpoint as it is. */
function sameTarget(pod, previous) {
    return (previous !== undefined &&
        isReady(pod) === isReady(previous) &&
        pod.status?.podIP === previous.status?.podIP &&
        pod.status?.phase === previous.status?.phase &&
        pod.metadata.deletionTimestamp === previous.metadata.deletionTimestamp &&
        deepEqual(pod.metadata.labels, previous.metadata.labels));
}
function sameEndpoints(present, wanted) {
    return ['subsets', 'endpoints', 'ports'].every((field) => deepEqual(present[field], wanted[field]));
}
//# sourceMappingURL=endpoints.js.map