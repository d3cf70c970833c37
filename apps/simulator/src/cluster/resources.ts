import { type GroupResource } from '#libs/apimachinery';

/** The resource types that the simulated controllers work with. */
export const PODS: GroupResource = { group: '', resource: 'pods' };
export const NODES: GroupResource = { group: '', resource: 'nodes' };
export const SERVICES: GroupResource = { group: '', resource: 'services' };
export const ENDPOINTS: GroupResource = { group: '', resource: 'endpoints' };
export const NAMESPACES: GroupResource = { group: '', resource: 'namespaces' };
export const CONFIG_MAPS: GroupResource = { group: '', resource: 'configmaps' };
export const SERVICE_ACCOUNTS: GroupResource = { group: '', resource: 'serviceaccounts' };
export const EVENTS: GroupResource = { group: '', resource: 'events' };
export const DEPLOYMENTS: GroupResource = { group: 'apps', resource: 'deployments' };
export const REPLICA_SETS: GroupResource = { group: 'apps', resource: 'replicasets' };
export const INGRESSES: GroupResource = { group: 'networking.k8s.io', resource: 'ingresses' };
export const ENDPOINT_SLICES: GroupResource = { group: 'discovery.k8s.io', resource: 'endpointslices' };
export const DAEMON_SETS: GroupResource = { group: 'apps', resource: 'daemonsets' };
export const STATEFUL_SETS: GroupResource = { group: 'apps', resource: 'statefulsets' };
export const CONTROLLER_REVISIONS: GroupResource = { group: 'apps', resource: 'controllerrevisions' };
export const JOBS: GroupResource = { group: 'batch', resource: 'jobs' };
export const CRON_JOBS: GroupResource = { group: 'batch', resource: 'cronjobs' };
export const AUTOSCALERS: GroupResource = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
export const DISRUPTION_BUDGETS: GroupResource = { group: 'policy', resource: 'poddisruptionbudgets' };
export const VOLUME_CLAIMS: GroupResource = { group: '', resource: 'persistentvolumeclaims' };
export const VOLUMES: GroupResource = { group: '', resource: 'persistentvolumes' };
export const STORAGE_CLASSES: GroupResource = { group: 'storage.k8s.io', resource: 'storageclasses' };
export const RESOURCE_QUOTAS: GroupResource = { group: '', resource: 'resourcequotas' };
export const LIMIT_RANGES: GroupResource = { group: '', resource: 'limitranges' };
