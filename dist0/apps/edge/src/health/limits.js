/** How this edge looks after the gateways. Times in ms. */
/** Between two probes of one gateway; more where there are so many that MAX_PROBES_PER_SECOND would not do. */
export const PROBE_INTERVAL_MS = 500;
export const PROBE_TIMEOUT_MS = 300;
export const MAX_PROBES_PER_SECOND = 400;
/** How often it is looked which ones are due. */
export const PROBE_TICK_MS = 50;
/** Samples of the time to connect of which the middle one is told. */
export const ROUND_TRIP_SAMPLES = 20;
//# sourceMappingURL=limits.js.map