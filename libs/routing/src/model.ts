/** What routing knows of one backend's clusters and of the clients; all of it is an argument, nothing is looked up. */

/** One cluster, as seen for one backend. */
export interface ClusterFacts {
  readonly id: string;
  readonly region: string;
  readonly zone?: string;
  /** Ready endpoints; the last known number when the signal is stale. */
  readonly ready: number;
  /** Wanted endpoints. */
  readonly desired: number;
  /** Requests per second that one endpoint takes; null: not known, which makes the mode `health`. */
  readonly ratePerEndpoint: number | null;
  /** 0 to 1: the share of the capacity to use (capacity scaler times slow start). */
  readonly scaler: number;
  readonly state: 'active' | 'draining' | 'disabled';
  /** Does the agent report? */
  readonly signal: 'fresh' | 'stale';
  /** How long the agent has been silent. */
  readonly staleForMs: number;
  /** What the edges' probes of the gateway say. */
  readonly probe: 'ok' | 'fail' | 'unknown';
}

/** Clients that enter at one place, and what was measured from there. */
export interface ClientFacts {
  readonly name: string;
  readonly region: string;
  readonly zone?: string;
  /** Offered requests per second, counted before routing; what is not above 0 counts as MIN_DEMAND_RPS. */
  readonly demandRps: number;
  /** Round trip to each cluster's gateway by cluster id; a cluster that is absent is farthest in its tier. */
  readonly rttMs: ReadonlyMap<string, number>;
  /** Ids or regions of the clusters that may serve these clients; absent: all. */
  readonly allowed?: ReadonlySet<string>;
}

export interface RoutingPolicy {
  /** `rate`: by capacity in requests per second; `health`: by the share of endpoints that are ready. */
  readonly mode: 'rate' | 'health';
  /** Health mode: a level that has so much more than it needs sends nothing on (1.4: down to 71 % ready). */
  readonly overprovisioning: number;
  /** How far capacity may be exceeded before demand is shed; Infinity: never shed, 1: never exceed. */
  readonly maxOverload: number;
  /** With nothing usable: send to what is closest and wants to run, or answer 503. */
  readonly panic: 'failOpen' | 'failClosed';
  /** Silence of an agent that is forgiven although no probe speaks for the cluster. */
  readonly staleGraceMs: number;
  /** Round trips within one band are equally near. */
  readonly rttBandMs: number;
  /** Clusters farther than this are not used; Infinity: all are. */
  readonly maxRttMs: number;
  /** Clusters with a smaller share of ready endpoints get nothing; 0: off. */
  readonly autoDrainBelow: number;
  /** ... but never more than this share of the active clusters is out for it. */
  readonly autoDrainMaxFraction: number;
}

export const DEFAULT_POLICY: RoutingPolicy = {
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

/** One backend's snapshot; the order of clusters and clients does not matter. */
export interface RoutingInput {
  readonly clusters: readonly ClusterFacts[];
  readonly clients: readonly ClientFacts[];
  readonly policy: RoutingPolicy;
}

/** How one client region is served. */
export interface ClientRouting {
  /** Share of the region's demand by cluster id; only what is above 0. With `shed` it adds up to 1. */
  readonly shares: ReadonlyMap<string, number>;
  /** Share that no cluster takes: 503. */
  readonly shed: number;
  /**
   * `served`: by usable clusters, `shed` aside. `panic`: nothing is usable, so clusters are used that report nothing ready.
   * `failClosed`: nothing is usable and the policy forbids panic. `noBackends`: no cluster may be used and wants to run.
   */
  readonly outcome: 'served' | 'panic' | 'failClosed' | 'noBackends';
}

/** The answer for one backend. Maps are in ascending order of their keys. */
export interface Routing {
  /** The mode in effect: `health` also where a rate is not known. */
  readonly mode: 'rate' | 'health';
  readonly clients: ReadonlyMap<string, ClientRouting>;
  /** Clusters asked for more than their capacity, and by which factor (above 1). */
  readonly overload: ReadonlyMap<string, number>;
}
