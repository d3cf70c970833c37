import { formatGroupResource } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { CLUSTER_FINALIZER, clusters, propagationOf } from '#libs/kinds';
import { healthOf } from '../controllers/cluster/cluster-status.js';
import { deletionPolicyOf } from '../controllers/cluster/removal-step.js';
const NO_WARNINGS = [];
const CLUSTERS = formatGroupResource(clusters.storage);
const CONSEQUENCES = {
    orphan: 'its objects stay there, without the marks of the federation',
    delete: 'the objects of the federation are deleted there',
    drain: 'its replicas go to other clusters, then the objects of the federation are deleted there',
};
/**
 * A Cluster gets its finalizer with the write that makes it, so that none can be deleted without it; who deletes one is told
 * what will become of its objects. While deletions are held (a restored backup), who deletes anything is told that.
 */
export function clusterAdmission(deletionsHeld) {
    return {
        name: 'ClusterMembership',
        admit: (request) => {
            if (request.operation === 'DELETE')
                return warnings(request, deletionsHeld());
            if (isCluster(request) && request.subresource === '')
                ensureFinalizer(request.object);
            return NO_WARNINGS;
        },
    };
}
function isCluster({ resource }) {
    return formatGroupResource(resource) === CLUSTERS;
}
function ensureFinalizer({ metadata }) {
    if (metadata.deletionTimestamp !== undefined)
        return;
    const held = metadata.finalizers ?? [];
    if (!held.includes(CLUSTER_FINALIZER))
        metadata.finalizers = [...held, CLUSTER_FINALIZER];
}
function warnings(request, deletionsHeld) {
    const held = deletionsHeld && (isCluster(request) || propagationOf(request.resource))
        ? ['deletions in clusters wait until an admin confirms them: an older backup of the hub was restored']
        : NO_WARNINGS;
    return isCluster(request) ? [...held, consequence(request)] : held;
}
function consequence({ object, name }) {
    const health = healthOf(object['status']);
    if (health === 'Offline')
        return `cluster ${name} is Offline: it is removed without it; what is there stays, and what it owes is forgotten`;
    const policy = deletionPolicyOf(object);
    return `cluster ${name} is removed by its deletion policy (spec.deletionPolicy: ${policy}): ${CONSEQUENCES[policy]}`;
}
//# sourceMappingURL=cluster.admission.js.map