import { formatGroupResource } from '#libs/apimachinery';
import { autoscalers } from './rows/autoscaler.js';
import { cronJobs, jobs } from './rows/batch.js';
import { customResourceDefinitions } from './custom/custom-resource-definition.js';
import { configMaps } from './rows/config-map.js';
import { daemonSets } from './rows/daemon-set.js';
import { deployments } from './rows/deployment.js';
import { disruptionBudgets } from './rows/disruption-budget.js';
import { endpoints, endpointSlices } from './rows/endpoints.js';
import { events } from './rows/event.js';
import { ingresses } from './rows/ingress.js';
import { leases } from './rows/lease.js';
import { namespaces } from './rows/namespace.js';
import { ingressClasses, networkPolicies } from './rows/network.js';
import { nodes } from './rows/node.js';
import { pods } from './rows/pod.js';
import { limitRanges, resourceQuotas, serviceAccounts } from './rows/policy-objects.js';
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from './rows/rbac.js';
import { replicaSets } from './rows/replica-set.js';
import { replicationControllers } from './rows/replication-controller.js';
import { secrets } from './rows/secret.js';
import { services } from './rows/service.js';
import { controllerRevisions, statefulSets } from './rows/stateful-set.js';
import { persistentVolumeClaims, persistentVolumes, storageClasses } from './rows/storage.js';
/**
 * Every built-in kind. The order in which groups first appear is their order in discovery, which kubectl reads as
 * preference: the kinds that `extensions` also serves come last, so that every other group is named before it.
 */
export const builtinResources = [
    namespaces,
    configMaps,
    secrets,
    services,
    pods,
    nodes,
    endpoints,
    serviceAccounts,
    resourceQuotas,
    limitRanges,
    persistentVolumes,
    persistentVolumeClaims,
    replicationControllers,
    statefulSets,
    controllerRevisions,
    events,
    autoscalers,
    jobs,
    cronJobs,
    networkPolicies,
    ingressClasses,
    disruptionBudgets,
    roles,
    roleBindings,
    clusterRoles,
    clusterRoleBindings,
    storageClasses,
    leases,
    customResourceDefinitions,
    endpointSlices,
    replicaSets,
    deployments,
    daemonSets,
    ingresses,
];
const byResource = new Map(builtinResources.map((row) => [formatGroupResource(row.storage), row]));
/** The row of `{group: 'apps', resource: 'replicasets'}`; undefined where there is none. */
export function builtinResource(resource) {
    return byResource.get(formatGroupResource(resource));
}
//# sourceMappingURL=table.js.map