/** What routing knows of one backend's clusters and of the clients; all of it is an argument, nothing is looked up. */
export const DEFAULT_POLICY = {
    mode: 'rate',
    overprovisioning: 1.4,
    maxOverload: Number.POSITIVE_INFINITY,
    panic: 'failOpen',
    staleGraceMs: 60_000,
    rttBandMs: 5,
    maxRttMs: Number.POSITIVE_INFINITY,
    autoDrainBelow: 0,
    autoDrainMaxFraction: 0.5,
};
/** Demand of a region from which nothing was heard: small, so that it moves nobody, but it still gets its table. */
export const MIN_DEMAND_RPS = 1e-6;
//# sourceMappingURL=model.js.map