import { formatGroupResource, } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { Informer } from '#libs/controller-runtime';
import {} from '#libs/process';
import { AUTOSCALERS, CONFIG_MAPS, CONTROLLER_REVISIONS, CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, DISRUPTION_BUDGETS, ENDPOINT_SLICES, ENDPOINTS, EVENTS, INGRESSES, JOBS, LIMIT_RANGES, NAMESPACES, NODES, PODS, REPLICA_SETS, RESOURCE_QUOTAS, SERVICE_ACCOUNTS, SERVICES, STATEFUL_SETS, STORAGE_CLASSES, VOLUME_CLAIMS, VOLUMES, } from '../cluster/resources.js';
/** Of these the controllers read spec or status; their mirrors hold the stored objects themselves, not copies. */
const WHOLE = {
    pods: PODS,
    nodes: NODES,
    namespaces: NAMESPACES,
    deployments: DEPLOYMENTS,
    replicaSets: REPLICA_SETS,
    daemonSets: DAEMON_SETS,
    statefulSets: STATEFUL_SETS,
    revisions: CONTROLLER_REVISIONS,
    jobs: JOBS,
    cronJobs: CRON_JOBS,
    autoscalers: AUTOSCALERS,
    disruptionBudgets: DISRUPTION_BUDGETS,
    services: SERVICES,
    endpoints: ENDPOINTS,
    slices: ENDPOINT_SLICES,
    ingresses: INGRESSES,
    volumeClaims: VOLUME_CLAIMS,
    volumes: VOLUMES,
    storageClasses: STORAGE_CLASSES,
    quotas: RESOURCE_QUOTAS,
    limitRanges: LIMIT_RANGES,
};
/** Of the others garbage collection wants to know whose they are, and these are looked at for being there. */
const METADATA_ONLY = { configMaps: CONFIG_MAPS, serviceAccounts: SERVICE_ACCOUNTS };
const NAMED = { ...WHOLE, ...METADATA_ONLY };
/** Resources that own nothing and are owned by nothing. */
const UNRELATED = new Set([EVENTS].map(formatGroupResource));
export function createMirrors(client, registry, tools) {
    const whole = new Set(Object.values(WHOLE).map(formatGroupResource));
    const informers = new Map();
    for (const { storage, verbs } of registry.definitions()) {
        const name = formatGroupResource(storage);
        if (!verbs.includes('watch') || UNRELATED.has(name))
            continue;
        const keep = whole.has(name) ? {} : { keep: metadataOnly };
        informers.set(name, new Informer({ client, resource: storage, ...tools, ...keep }));
    }
    const of = (resource) => {
        const informer = informers.get(formatGroupResource(resource));
        if (!informer)
            throw new Error(`${formatGroupResource(resource)} is not served`);
        return informer;
    };
    const named = Object.entries(NAMED).map(([name, resource]) => [name, of(resource)]);
    return { ...Object.fromEntries(named), all: () => [...informers.values()] };
}
/** Owners and labels; what an object is made of is not looked at. */
export function metadataOnly({ apiVersion, kind, metadata }) {
    return { apiVersion, kind, metadata };
}
//# sourceMappingURL=mirrors.js.map