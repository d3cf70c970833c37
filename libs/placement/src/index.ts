export {
  affinityRefusal,
  readClusterAffinity,
  type ClusterAffinity,
  type ClusterFacts,
} from './cluster-affinity.js';
export { matchesClusterSelector, parseClusterSelector, type ClusterSelector } from './cluster-selector.js';
export { distributeReplicas, type ClusterCounts, type DistributionInput } from './distribute-replicas.js';
export { type Distribution, type PlacementReason } from './distribution.js';
export { moveStep, surgeOf, type Step, type StepCluster, type StepInput } from './move-step.js';
export { overridesOf, type Overridden } from './overrides/apply-overrides.js';
export { composePatches } from './overrides/merge-difference.js';
export { policiesOf, readOverridePolicy, type OverridePolicy } from './overrides/override-policy.js';
export {
  parsePreferences,
  readPreferences,
  type ClusterPreference,
  type Preferences,
} from './preferences.js';
export {
  readReplicaScheduling,
  type ReplicaScheduling,
  type StaticWeightRule,
} from './replica-scheduling.js';
export {
  readResourceSelectors,
  specificity,
  type ResourceSelector,
  type SelectedObject,
  type SelectorPlace,
  type Specificity,
} from './resource-selector.js';
export { chooseClusters, type Choice, type ChoiceCluster, type Verdict } from './choose-clusters.js';
export { governingPolicy, type Governing } from './governing-policy.js';
export { readPropagationPolicy, type PropagationPolicy } from './propagation-policy.js';
export {
  accountDependencies,
  DEPENDENCY_RESOURCES,
  ingressDependencies,
  podDependencies,
  podLabels,
} from './pod-dependencies.js';
export { type Taint } from './tolerations.js';
