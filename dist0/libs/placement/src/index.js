export { affinityRefusal, readClusterAffinity, } from './cluster-affinity.js';
export { matchesClusterSelector, parseClusterSelector } from './cluster-selector.js';
export { distributeReplicas } from './distribute-replicas.js';
export {} from './distribution.js';
export { moveStep, surgeOf } from './move-step.js';
export { overridesOf } from './overrides/apply-overrides.js';
export { composePatches } from './overrides/merge-difference.js';
export { policiesOf, readOverridePolicy } from './overrides/override-policy.js';
export { parsePreferences, readPreferences, } from './preferences.js';
export { readReplicaScheduling, } from './replica-scheduling.js';
export { readResourceSelectors, specificity, } from './resource-selector.js';
export { chooseClusters } from './choose-clusters.js';
export { governingPolicy } from './governing-policy.js';
export { readPropagationPolicy } from './propagation-policy.js';
export {} from './tolerations.js';
//# sourceMappingURL=index.js.map