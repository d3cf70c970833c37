import { type ObjectClient } from '#libs/apimachinery';
import {
  certificateAuthenticator,
  createApiServer,
  createLocalClient,
  createRegistry,
  ensureNamespaces,
  MASTERS,
  mastersOnly,
  namespaceLifecycle,
  respondBody,
  tokenAuthenticator,
  type ApiServer,
  type Authenticator,
  type Storage,
} from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { LoopRegistry } from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import { clusterAddresses } from './cluster/addresses.js';
import { PodIndex } from './cluster/pod-index.js';
import { startControllers } from './controllers/cluster-controllers.js';
import { type ClusterContext } from './controllers/context.js';
import { EventRecorder } from './controllers/event-recorder.js';
import { createMirrors } from './controllers/mirrors.js';
import { ensureNodes, keepHeartbeats, type NodeShape } from './controllers/nodes.js';
import { jobSelector } from './admission/job-selector.js';
import { ServiceAllocation } from './admission/service-allocation.js';

export interface ClusterOptions extends NodeShape {
  /** Empty, or what an earlier run left. */
  readonly storage: Storage;
  readonly credentials: { readonly ca: string; readonly token: string };
  /** From running to ready. */
  readonly podReadyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Cluster {
  readonly server: ApiServer;
  readonly client: ObjectClient;
  readonly loops: LoopRegistry;
  readonly stop: () => Promise<void>;
}

/** API server, nodes and controllers over a storage, without listener and files. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { clock, credentials, logger, storage } = options;
  const registry = createRegistry(builtinResources);
  const addresses = clusterAddresses(options.cluster);
  const services = new ServiceAllocation(addresses.services);
  const loops = new LoopRegistry();
  const server = createApiServer({
    storage,
    registry,
    authenticators: authenticatorsFor(credentials.token),
    authorizer: mastersOnly,
    admission: [namespaceLifecycle(storage), services, jobSelector],
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
  const mirrors = createMirrors(client, registry, { clock, logger });
  services.follow(mirrors.services);
  const events = new EventRecorder(client, clock, logger);
  const pods = new PodIndex(mirrors.pods);
  const context: ClusterContext = {
    client,
    storage,
    clock,
    logger,
    addresses,
    pods,
    informers: mirrors,
    events,
  };
  await ensureNamespaces(client);
  await ensureNodes(context, options);
  const settings = { registry, caCertificate: credentials.ca, podReadyMs: options.podReadyMs };
  const controllers = await startControllers(context, mirrors, settings, loops);
  const stopping = new AbortController();
  void keepHeartbeats(context, stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await controllers.stop();
  };
  return { server, client, loops, stop };
}

/** The administrator, by certificate or by token; nobody else. */
function authenticatorsFor(token: string): Authenticator[] {
  const admin = { username: 'kubernetes-admin', groups: [MASTERS] };
  return [certificateAuthenticator, tokenAuthenticator(new Map([[token, admin]]))];
}
