import {} from '#libs/apimachinery';
import { at, everywhere, expectThat } from './context.js';
import { formatTable } from '../kube-http.js';
import { CONFIG_MAP, NEW_INGRESS, OLD_INGRESS, preferringReplicaSet, replicaSet, SERVICE, } from './manifests.js';
/** Steps 1 to 6 of the walkthrough: the clusters, and what is created once and runs everywhere. */
export const CLUSTERS = '/apis/federation.meridian.dev/v1alpha1/clusters';
export const SERVICES = '/api/v1/namespaces/default/services';
export const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
export const REPLICA_SETS = '/apis/apps/v1/namespaces/default/replicasets';
export function isReady(cluster) {
    const conditions = at(cluster, 'status', 'conditions');
    return (Array.isArray(conditions) &&
        conditions.some((one) => at(one, 'type') === 'Ready' && at(one, 'status') === 'True'));
}
async function clusters(context) {
    await Promise.all(context.places.map(({ cluster }) => context.hub.until(`${CLUSTERS}/${cluster}`, `cluster ${cluster} is Ready`, isReady)));
    context.typed('kubectl --context=federation get clusters -o wide');
    context.said(formatTable(await context.hub.table(CLUSTERS), true));
}
async function service(context) {
    context.typed('kubectl --context=federation create -f services/nginx.yaml');
    const begin = performance.now();
    await context.hub.call({ method: 'POST', path: SERVICES, body: SERVICE });
    await everywhere(context, `${SERVICES}/nginx`, 'service nginx', (object) => object !== undefined);
    context.said(`service/nginx created; in all ${context.places.length} clusters after ${Math.round(performance.now() - begin)} ms`);
    const addresses = (object) => {
        const list = at(object, 'status', 'loadBalancer', 'ingress');
        return Array.isArray(list) ? list : [];
    };
    context.typed('kubectl --context=federation describe services nginx');
    const merged = await context.hub.until(`${SERVICES}/nginx`, 'every load balancer address at the hub', (object) => addresses(object).length === context.places.length);
    context.said(`LoadBalancer Ingress:   ${addresses(merged)
        .map((one) => String(at(one, 'ip') ?? at(one, 'hostname')))
        .join(', ')}`);
}
async function ingress(context) {
    const hostname = (object) => at(object, 'status', 'loadBalancer', 'ingress', 0, 'hostname');
    context.typed('kubectl --context=federation create -f ingress/nginx-extensions-v1beta1.yaml');
    await context.hub.call({
        method: 'POST',
        path: '/apis/extensions/v1beta1/namespaces/default/ingresses',
        body: OLD_INGRESS,
    });
    context.typed('kubectl --context=federation create -f ingress/nginx-networking-v1.yaml');
    await context.hub.call({ method: 'POST', path: INGRESSES, body: NEW_INGRESS });
    for (const name of ['nginx', 'nginx-v1']) {
        const global = hostname(await context.hub.until(`${INGRESSES}/${name}`, `global address of ${name}`, (object) => hostname(object) !== undefined));
        await everywhere(context, `${INGRESSES}/${name}`, `ingress ${name} with the global address`, (object) => hostname(object) === global);
        context.said(`ingress ${name}: in all ${context.places.length} clusters, one address: ${String(global)}`);
    }
    const old = await context.hub.call({
        method: 'GET',
        path: '/apis/extensions/v1beta1/namespaces/default/ingresses/nginx-v1',
    });
    expectThat(at(old, 'spec', 'backend', 'serviceName') === 'nginx', 'the new Ingress cannot be read as extensions/v1beta1');
}
async function configMap(context) {
    context.typed('kubectl --context=federation create configmap zone-fetch --from-file=zone-fetch.sh');
    const path = '/api/v1/namespaces/default/configmaps';
    await context.hub.call({ method: 'POST', path, body: CONFIG_MAP });
    await everywhere(context, `${path}/zone-fetch`, 'configmap zone-fetch', (object) => at(object, 'data') !== undefined);
    context.said(`configmap/zone-fetch created once, now in ${context.places.length} clusters`);
}
/** `replicas`, `readyReplicas` and the spec all say `count`. */
export function runs(object, count) {
    return (at(object, 'spec', 'replicas') === count &&
        at(object, 'status', 'replicas') === count &&
        (at(object, 'status', 'readyReplicas') ?? 0) === count);
}
async function workload(context) {
    const total = context.places.length;
    context.typed('kubectl --context=federation create -f replicasets/nginx.yaml');
    await context.hub.call({
        method: 'POST',
        path: '/apis/extensions/v1beta1/namespaces/default/replicasets',
        body: replicaSet(total),
    });
    await everywhere(context, `${REPLICA_SETS}/nginx`, 'one ready replica of nginx', (object) => runs(object, 1));
    for (const { cluster } of context.places.slice(0, 2)) {
        context.typed(`kubectl --context=${cluster} get rs`);
        context.said(formatTable(await context.member(cluster).table(REPLICA_SETS)));
        context.typed(`kubectl --context=${cluster} get pods`);
        context.said(formatTable(await context.member(cluster).table('/api/v1/namespaces/default/pods')));
    }
    if (total > 2)
        context.said(`(and so in the ${total - 2} others)`);
    await context.hub.until(`${REPLICA_SETS}/nginx`, `${total} ready replicas at the hub`, (object) => runs(object, total));
    context.typed('kubectl --context=federation get rs');
    context.said(formatTable(await context.hub.table(REPLICA_SETS)));
}
async function preferences(context) {
    const chosen = context.places.slice(0, 2).map(({ cluster }) => cluster);
    const room = 4 * chosen.length;
    context.typed('kubectl --context=federation create -f replicasets/nginx-us.yaml');
    context.said(`(${room + 1} replicas, only in ${chosen.join(' and ')}, each at least 2 and at most 4)`);
    await context.hub.call({
        method: 'POST',
        path: '/apis/extensions/v1beta1/namespaces/default/replicasets',
        body: preferringReplicaSet(room + 1, chosen),
    });
    for (const cluster of chosen) {
        await context
            .member(cluster)
            .until(`${REPLICA_SETS}/nginx-us`, `4 replicas of nginx-us in ${cluster}`, (object) => runs(object, 4));
        context.said(`${cluster}: 4 of at most 4`);
    }
    for (const { cluster } of context.places.slice(2))
        expectThat((await context.member(cluster).find(`${REPLICA_SETS}/nginx-us`)) === undefined, `nginx-us is in ${cluster}, where it was not asked for`);
    const placed = (object) => {
        const conditions = at(object, 'status', 'conditions');
        return Array.isArray(conditions)
            ? conditions.find((one) => at(one, 'type') === 'Placed' && at(one, 'status') === 'False')
            : undefined;
    };
    const object = await context.hub.until(`${REPLICA_SETS}/nginx-us`, 'a condition about the replica that fits nowhere', (one) => placed(one) !== undefined);
    context.typed('kubectl --context=federation describe rs nginx-us');
    context.said(`Placed=False: ${String(at(placed(object), 'message'))}`);
}
export const CREATE_STEPS = [
    {
        id: 'clusters',
        number: 1,
        title: 'The clusters are there',
        command: 'kubectl --context=federation get clusters',
        run: clusters,
    },
    {
        id: 'service',
        number: 2,
        title: 'A Service, in all clusters',
        command: 'kubectl --context=federation create -f services/nginx.yaml',
        run: service,
    },
    {
        id: 'ingress',
        number: 3,
        title: 'An Ingress with one global address',
        command: 'kubectl --context=federation create -f ingress/nginx.yaml',
        run: ingress,
    },
    {
        id: 'configmap',
        number: 4,
        title: 'A ConfigMap, created once',
        command: 'kubectl --context=federation create configmap zone-fetch --from-file=zone-fetch.sh',
        run: configMap,
    },
    {
        id: 'replicaset',
        number: 5,
        title: 'A ReplicaSet, one replica in each cluster',
        command: 'kubectl --context=federation create -f replicasets/nginx.yaml',
        run: workload,
    },
    {
        id: 'preferences',
        number: 6,
        title: 'A ReplicaSet with preferences',
        command: 'kubectl --context=federation create -f replicasets/nginx-us.yaml',
        run: preferences,
    },
];
//# sourceMappingURL=steps-create.js.map