import {} from '#libs/apimachinery';
import { clusters } from './cluster.js';
import { clusterOverridePolicies, overridePolicies } from './override-policy.js';
import { clusterPropagationPolicies, propagationPolicies } from './propagation-policy.js';
/** Our own kinds that are stored, as rows. */
export const ownResources = [
    clusters,
    propagationPolicies,
    clusterPropagationPolicies,
    overridePolicies,
    clusterOverridePolicies,
];
//# sourceMappingURL=own-resources.js.map