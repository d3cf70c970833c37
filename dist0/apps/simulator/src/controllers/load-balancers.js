import { ControlLoop, done, keyOf, splitKey, } from '#libs/controller-runtime';
import { INGRESSES, SERVICES } from '../cluster/resources.js';
import {} from '../cluster/service.js';
import {} from './context.js';
/** What is told to the cloud of a simulated cluster: addresses for Services of type LoadBalancer. */
export function createLoadBalancers(context) {
    const { addresses, clock, informers, logger } = context;
    const pool = addresses.loadBalancers;
    const loop = new ControlLoop({
        name: 'load-balancers',
        reconciler: { reconcile: (key) => reconcileService(context, key) },
        workers: 1,
        clock,
        logger,
        resync: () => {
            for (const service of informers.services.list())
                loop.enqueue(keyOf(service));
        },
    });
    informers.services.onChange(({ type, object, previous }) => {
        for (const address of addressesOf(previous))
            pool.release(address);
        if (type === 'DELETED')
            return;
        for (const address of addressesOf(object))
            pool.use(address);
        loop.enqueue(keyOf(object));
    });
    return loop;
}
async function reconcileService(context, key) {
    const { addresses, client, events, informers } = context;
    const service = informers.services.get(key);
    if (!service)
        return done;
    const wanted = service.spec.type === 'LoadBalancer' && service.spec.loadBalancerClass === undefined;
    const has = addressesOf(service).length > 0;
    if (wanted === has || (!wanted && service.spec.type === 'LoadBalancer'))
        return done;
    const ip = wanted ? addresses.loadBalancers.take() : undefined;
    if (wanted && ip === undefined) {
        await events.record(service, {
            type: 'Warning',
            reason: 'SyncLoadBalancerFailed',
            message: 'no load balancer address is free',
            component: 'service-controller',
        });
        return done;
    }
    const loadBalancer = ip === undefined ? {} : { ingress: [{ ip, ipMode: 'VIP' }] };
    await client.modify({ ...SERVICES, ...splitKey(key) }, (current) => withLoadBalancer(current, loadBalancer), 'status');
    return done;
}
/** An annotation by which the federation says which address an Ingress has: then its status is not ours to write. */
function hasFederationAddress(ingress) {
    return Object.keys(ingress.metadata.annotations ?? {}).some((name) => name.startsWith('federation.meridian.dev/') && name.includes('address'));
}
/** The cluster's ingress gateway: one address for all Ingresses. */
export function createIngressGateway(context) {
    const { addresses, client, clock, informers, logger } = context;
    const reconcile = async (key) => {
        const ingress = informers.ingresses.get(key);
        if (!ingress || hasFederationAddress(ingress) || addressesOf(ingress).length > 0)
            return done;
        const loadBalancer = { ingress: [{ ip: addresses.ingress }] };
        await client.modify({ ...INGRESSES, ...splitKey(key) }, (current) => withLoadBalancer(current, loadBalancer), 'status');
        return done;
    };
    const loop = new ControlLoop({
        name: 'ingress-gateway',
        reconciler: { reconcile },
        workers: 1,
        clock,
        logger,
        resync: () => {
            for (const ingress of informers.ingresses.list())
                loop.enqueue(keyOf(ingress));
        },
    });
    informers.ingresses.onChange(({ type, object }) => {
        if (type !== 'DELETED')
            loop.enqueue(keyOf(object));
    });
    return loop;
}
function addressesOf(object) {
    return (object?.status?.loadBalancer?.ingress ?? []).flatMap((entry) => entry.ip === undefined ? [] : [entry.ip]);
}
function withLoadBalancer(current, loadBalancer) {
    return { ...current, status: { ...current.status, loadBalancer } };
}
//# sourceMappingURL=load-balancers.js.map