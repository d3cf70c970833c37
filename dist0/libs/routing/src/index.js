export { DEFAULT_POLICY, } from './model.js';
export { routeDemand } from './route-demand.js';
export { routeBackends, } from './route-backends.js';
export { quantiseShares, WEIGHT_TOTAL } from './quantise.js';
export { isLastUsable, usableClusters } from './usable.js';
export { explainRouting } from './explain.js';
export { DEFAULT_PROBE_RULES, newProbeState, observeProbe, probeVerdict, } from './probe-state.js';
export { DEFAULT_PUBLISH_RULES, publishReason, } from './publish.js';
export { DEFAULT_MASS_WITHDRAW_RULES, guardMassWithdraw, heldSignal, } from './mass-withdraw.js';
export { DEFAULT_ROUND_TRIP_RULES, estimateRoundTripMs, observeRoundTrip, } from './round-trips.js';
//# sourceMappingURL=index.js.map