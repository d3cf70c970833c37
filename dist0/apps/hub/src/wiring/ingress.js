import { formatObjectKey, parseObjectKey } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { Informer } from '#libs/controller-runtime';
import {} from '#libs/process';
import {} from '#libs/protocol';
import {} from '#libs/store';
import {} from '#libs/transport';
import {} from '../apiserver/federation.admission.js';
import { RouteBook } from '../controllers/ingress/route-book.js';
import { RoutePublisher } from '../controllers/ingress/route.publisher.js';
import { describeRoutes } from '../controllers/ingress/routes-view.js';
const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
const SERVICES = { group: '', resource: 'services' };
const SECRETS = { group: '', resource: 'secrets' };
/** The hub's side of global ingress; nothing runs before start(). */
export function createIngress(deps) {
    const { client, clusters, store, transport, clock, logger, shutdown } = deps;
    const follow = (resource, keep) => new Informer({ client, resource, clock, logger, keep });
    const ingresses = follow(INGRESSES, trimmed);
    const services = follow(SERVICES, trimmed);
    const secrets = follow(SECRETS, certificateOnly);
    const book = new RouteBook({
        ingresses,
        services,
        secrets,
        clusters,
        backends: (namespace, name) => backendsOf(store, formatObjectKey({ ...SERVICES, namespace, name })),
        secret: (namespace, name) => client.get({ ...SECRETS, namespace, name }),
        edgeKeys: () => edgeKeys(store),
        names: deps.names,
        hubUid: deps.hub().hubUid,
        now: () => clock.now(),
    });
    const publisher = new RoutePublisher({ book, transport, store, hub: deps.hub, clock, logger });
    const reported = (key) => {
        if (key.startsWith('services/')) {
            const { namespace, name } = parseObjectKey(key);
            book.backendChanged(`${namespace}/${name}`);
        }
    };
    return {
        publisher,
        reported,
        reportedSome: () => book.backendChanged(),
        edgeJoined: async (edge) => {
            await transport.ensureEdgeConsumer(edge);
            book.edgeJoined();
        },
        read: (object, { query }) => describeRoutes({ book, wanted: () => publisher.digest(), now: () => clock.now() }, object, query.get('region')),
        start: async () => {
            const all = [ingresses, services, secrets];
            shutdown.add('ingress', async () => {
                await publisher.stop();
                await Promise.all(all.map((informer) => informer.stop()));
            });
            for (const informer of all)
                informer.start();
            await Promise.all(all.map(({ synced }) => synced));
            for (const { cluster } of await store.edges.all())
                await transport.ensureEdgeConsumer(cluster).catch(() => undefined);
            publisher.start();
        },
    };
}
/** The subresource; the object that answers it comes with the controllers, which need the server first. */
export function routesSubresource(ingress) {
    return {
        kind: { group: 'federation.meridian.dev', version: 'v1alpha1', kind: 'IngressRoutes' },
        appliesTo: ({ storage }) => storage.group === INGRESSES.group && storage.resource === INGRESSES.resource,
        read: (object, context) => ingress().read(object, context),
    };
}
function trimmed(object) {
    const { name, namespace, uid, resourceVersion, annotations, creationTimestamp, deletionTimestamp } = object.metadata;
    return {
        apiVersion: object.apiVersion,
        kind: object.kind,
        metadata: {
            ...(name === undefined ? {} : { name }),
            ...(namespace === undefined ? {} : { namespace }),
            ...(uid === undefined ? {} : { uid }),
            ...(resourceVersion === undefined ? {} : { resourceVersion }),
            ...(annotations === undefined ? {} : { annotations }),
            ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
            ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
        },
        spec: object['spec'],
    };
}
/** Which certificates there are, without their keys. */
function certificateOnly(secret) {
    if (secret['type'] !== 'kubernetes.io/tls')
        return undefined;
    const { name = '', namespace = '', uid = '', resourceVersion = '' } = secret.metadata;
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, uid, resourceVersion } };
}
async function backendsOf(store, key) {
    const { work, reports } = await store.work.load(key);
    const wanted = new Set(work.filter(({ action }) => action === 'apply').map(({ cluster }) => cluster));
    const found = new Map();
    for (const { cluster, report } of reports) {
        const backend = report['backend'];
        if (wanted.has(cluster) && backend !== undefined)
            found.set(cluster, backend);
    }
    return found;
}
async function edgeKeys(store) {
    const edges = await store.edges.all();
    return edges.map(({ cluster, sealingPublicKey, sealingKeyId }) => ({
        edge: cluster,
        publicKey: sealingPublicKey,
        keyId: sealingKeyId,
    }));
}
//# sourceMappingURL=ingress.js.map