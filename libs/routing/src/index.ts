export {
  DEFAULT_POLICY,
  type ClientFacts,
  type ClientRouting,
  type ClusterFacts,
  type Routing,
  type RoutingInput,
  type RoutingPolicy,
} from './model.js';
export { routeDemand } from './route-demand.js';
export {
  routeBackends,
  type Backend,
  type BackendsInput,
  type BackendsRouting,
  type MixedRouting,
} from './route-backends.js';
export { quantiseShares, WEIGHT_TOTAL } from './quantise.js';
export { isLastUsable, usableClusters, type Unusable } from './usable.js';
export { explainRouting, type Candidate } from './explain.js';
export {
  DEFAULT_PROBE_RULES,
  newProbeState,
  observeProbe,
  probeVerdict,
  type ProbeObservation,
  type ProbeRules,
  type ProbeState,
} from './probe-state.js';
export {
  DEFAULT_PUBLISH_RULES,
  publishReason,
  type PublishedTable,
  type PublishReason,
  type PublishRules,
  type TableContent,
} from './publish.js';
export {
  DEFAULT_MASS_WITHDRAW_RULES,
  guardMassWithdraw,
  heldSignal,
  type MassWithdraw,
  type MassWithdrawRules,
} from './mass-withdraw.js';
export {
  DEFAULT_ROUND_TRIP_RULES,
  estimateRoundTripMs,
  observeRoundTrip,
  type Coordinates,
  type RoundTrip,
} from './round-trips.js';
