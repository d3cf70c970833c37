import {} from '#libs/apimachinery';
import { certificateAuthenticator, createApiServer, createLocalClient, createRegistry, customDefinitionWarnings, ensureNamespaces, MASTERS, mastersOnly, namespaceLifecycle, respondBody, tokenAuthenticator, } from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { LoopRegistry } from '#libs/controller-runtime';
import {} from '#libs/process';
import { createAdmission } from './admission/create-admission.js';
import { createScaleClient } from './autoscaling/scale-client.js';
import { clusterAddresses } from './cluster/addresses.js';
import { PodIndex } from './cluster/pod-index.js';
import { STORAGE_CLASSES } from './cluster/resources.js';
import { startControllers } from './controllers/cluster-controllers.js';
import {} from './controllers/context.js';
import { EventRecorder } from './controllers/event-recorder.js';
import { createMirrors } from './controllers/mirrors.js';
import { ensureNodes, keepHeartbeats } from './controllers/nodes.js';
import { FIRST_CLASS } from './storage/volume.js';
/** API server, nodes and controllers over a storage, without listener and files. */
export async function startCluster(options) {
    const { clock, credentials, logger, storage } = options;
    const registry = createRegistry(builtinResources);
    const addresses = clusterAddresses(options.cluster);
    const admission = createAdmission(addresses.services, clock);
    const loops = new LoopRegistry();
    const server = createApiServer({
        storage,
        registry,
        authenticators: authenticatorsFor(credentials.token),
        authorizer: mastersOnly,
        admission: [namespaceLifecycle(storage), customDefinitionWarnings, ...admission.plugins],
        clock,
        logger,
        routes: [
            {
                method: 'GET',
                path: '/debug/loops',
                authenticated: true,
                handle: () => respondBody(200, loops.stats()),
            },
        ],
    });
    const client = createLocalClient(server.core);
    const informers = createMirrors(client, registry, { clock, logger });
    admission.follow(informers);
    const events = new EventRecorder(client, clock, logger);
    const pods = new PodIndex(informers.pods);
    const context = { client, storage, clock, logger, addresses, pods, informers, events };
    await ensureNamespaces(client);
    await ensureNodes(context, options);
    await ensureStorageClass(client);
    const controllers = await startControllers(context, loops, {
        registry,
        caCertificate: credentials.ca,
        podReadyMs: options.podReadyMs,
        scale: createScaleClient(server, credentials.token),
        usage: admission.usage,
        quotas: admission.quotas,
    });
    const stopping = new AbortController();
    void keepHeartbeats(context, stopping.signal);
    const stop = async () => {
        stopping.abort();
        await controllers.stop();
    };
    return { server, client, loops, informers, stop };
}
/** The class that claims get which name none. */
async function ensureStorageClass(client) {
    const { items } = await client.list(STORAGE_CLASSES);
    if (items.length === 0)
        await client.create(STORAGE_CLASSES, FIRST_CLASS);
}
/** The administrator, by certificate or by token; nobody else. */
function authenticatorsFor(token) {
    const admin = { username: 'kubernetes-admin', groups: [MASTERS] };
    return [certificateAuthenticator, tokenAuthenticator(new Map([[token, admin]]))];
}
//# sourceMappingURL=start-cluster.js.map