import {} from '#libs/apimachinery';
/** The resource types that the simulated controllers work with. */
export const PODS = { group: '', resource: 'pods' };
export const NODES = { group: '', resource: 'nodes' };
export const SERVICES = { group: '', resource: 'services' };
export const ENDPOINTS = { group: '', resource: 'endpoints' };
export const NAMESPACES = { group: '', resource: 'namespaces' };
export const CONFIG_MAPS = { group: '', resource: 'configmaps' };
export const SERVICE_ACCOUNTS = { group: '', resource: 'serviceaccounts' };
export const EVENTS = { group: '', resource: 'events' };
export const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
export const REPLICA_SETS = { group: 'apps', resource: 'replicasets' };
export const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
export const ENDPOINT_SLICES = { group: 'discovery.k8s.io', resource: 'endpointslices' };
export const DAEMON_SETS = { group: 'apps', resource: 'daemonsets' };
export const STATEFUL_SETS = { group: 'apps', resource: 'statefulsets' };
export const CONTROLLER_REVISIONS = { group: 'apps', resource: 'controllerrevisions' };
export const JOBS = { group: 'batch', resource: 'jobs' };
export const CRON_JOBS = { group: 'batch', resource: 'cronjobs' };
export const AUTOSCALERS = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
export const DISRUPTION_BUDGETS = { group: 'policy', resource: 'poddisruptionbudgets' };
export const VOLUME_CLAIMS = { group: '', resource: 'persistentvolumeclaims' };
export const VOLUMES = { group: '', resource: 'persistentvolumes' };
export const STORAGE_CLASSES = { group: 'storage.k8s.io', resource: 'storageclasses' };
export const RESOURCE_QUOTAS = { group: '', resource: 'resourcequotas' };
export const LIMIT_RANGES = { group: '', resource: 'limitranges' };
//# sourceMappingURL=resources.js.map