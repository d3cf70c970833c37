import {
  formatGroupResource,
  type GroupResource,
  type KubeObject,
  type ObjectClient,
} from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { Informer } from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  EVENTS,
  INGRESSES,
  NAMESPACES,
  NODES,
  PODS,
  REPLICA_SETS,
  SERVICE_ACCOUNTS,
  SERVICES,
} from '../cluster/resources.js';

/** Mirrors of everything that is stored, one per resource, shared by all controllers. */
export interface Mirrors {
  readonly pods: Informer;
  readonly nodes: Informer;
  readonly namespaces: Informer;
  readonly deployments: Informer;
  readonly replicaSets: Informer;
  readonly services: Informer;
  readonly endpoints: Informer;
  readonly slices: Informer;
  readonly ingresses: Informer;
  readonly configMaps: Informer;
  readonly serviceAccounts: Informer;
  all(): readonly Informer[];
}

/** Resources that own nothing and are owned by nothing. */
const UNRELATED = new Set([EVENTS].map(formatGroupResource));

export function createMirrors(
  client: ObjectClient,
  registry: ResourceRegistry,
  tools: { readonly clock: Clock; readonly logger: Logger },
): Mirrors {
  const informers = new Map<string, Informer>();
  for (const { storage, verbs } of registry.definitions()) {
    const name = formatGroupResource(storage);
    if (!verbs.includes('watch') || UNRELATED.has(name)) continue;
    const isSeenWhole = WHOLE.has(name);
    informers.set(
      name,
      new Informer({ client, resource: storage, ...tools, ...(isSeenWhole ? {} : { keep: metadataOnly }) }),
    );
  }
  const of = (resource: GroupResource): Informer => {
    const informer = informers.get(formatGroupResource(resource));
    if (!informer) throw new Error(`${formatGroupResource(resource)} is not served`);
    return informer;
  };
  return {
    pods: of(PODS),
    nodes: of(NODES),
    namespaces: of(NAMESPACES),
    deployments: of(DEPLOYMENTS),
    replicaSets: of(REPLICA_SETS),
    services: of(SERVICES),
    endpoints: of(ENDPOINTS),
    slices: of(ENDPOINT_SLICES),
    ingresses: of(INGRESSES),
    configMaps: of(CONFIG_MAPS),
    serviceAccounts: of(SERVICE_ACCOUNTS),
    all: () => [...informers.values()],
  };
}

/** Of these the controllers read spec or status; they are the stored objects themselves, not copies. */
const WHOLE = new Set(
  [PODS, NODES, NAMESPACES, DEPLOYMENTS, REPLICA_SETS, SERVICES, ENDPOINTS, ENDPOINT_SLICES, INGRESSES].map(
    formatGroupResource,
  ),
);

/** Of the others only garbage collection wants to know something: whose they are. */
function metadataOnly({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata };
}
