import { duplicateField, invalidField, StatusError, type StatusCause } from '#libs/apimachinery';
import { MAX_CLIENTS, MAX_CLUSTERS, MAX_PAIRS, MAX_QUANTITY, MAX_RTT_MS } from './limits.js';
import { type ClientFacts, type ClusterFacts, type RoutingInput, type RoutingPolicy } from './model.js';

/** What a number may be: its sentence is shown when it is not. */
interface Range {
  readonly holds: (value: number) => boolean;
  readonly says: string;
}

const quantity: Range = {
  holds: (value) => value >= 0 && value <= MAX_QUANTITY,
  says: `must be a number from 0 to ${MAX_QUANTITY}`,
};
const share: Range = { holds: (value) => value >= 0 && value <= 1, says: 'must be a number from 0 to 1' };
const positive: Range = {
  holds: (value) => value > 0 && value <= MAX_QUANTITY,
  says: `must be a number above 0, at most ${MAX_QUANTITY}`,
};
const atLeastOne: Range = { holds: (value) => value >= 1, says: 'must be a number of at least 1' };
const duration: Range = { holds: (value) => value >= 0, says: 'must be a number of at least 0' };
const rtt: Range = {
  holds: (value) => value >= 0 && value <= MAX_RTT_MS,
  says: `must be a number from 0 to ${MAX_RTT_MS}`,
};
const band: Range = {
  holds: (value) => value >= 0.001 && value <= MAX_RTT_MS,
  says: `must be a number from 0.001 to ${MAX_RTT_MS}`,
};
/** Below 0 counts as nothing heard; only what is no finite number is wrong. */
const demand: Range = {
  holds: (value) => Math.abs(value) <= MAX_QUANTITY,
  says: `must be a number, at most ${MAX_QUANTITY}`,
};

/**
 * Throws Invalid with a cause for each field that is wrong: a number out of its range, two clusters with one id, two
 * clients with one name, more than the limits of this lib.
 */
export function checkInput({ clusters, clients, policy }: RoutingInput): void {
  if (clusters.length > MAX_CLUSTERS) throw tooMany('clusters', MAX_CLUSTERS);
  if (clients.length > MAX_CLIENTS) throw tooMany('clients', MAX_CLIENTS);
  if (clusters.length * clients.length > MAX_PAIRS) throw tooMany('clients times clusters', MAX_PAIRS);
  const causes = [
    ...wrongClusters(clusters, 'clusters'),
    ...duplicates(
      'clients',
      clients.map(({ name }) => name),
    ),
    ...clients.flatMap((client) => wrongClient(client)),
    ...wrongPolicy(policy),
  ];
  if (causes.length > 0) throw refused(causes);
}

/** What is wrong with a list of clusters that stands at `field`. */
export function wrongClusters(clusters: readonly ClusterFacts[], field: string): StatusCause[] {
  return [
    ...duplicates(
      field,
      clusters.map(({ id }) => id),
    ),
    ...clusters.flatMap((cluster, at) => wrongCluster(cluster, `${field}[${at}]`)),
  ];
}

function wrongCluster(cluster: ClusterFacts, field: string): StatusCause[] {
  return [
    ...wrong(`${field}.ready`, cluster.ready, quantity),
    ...wrong(`${field}.desired`, cluster.desired, quantity),
    ...(cluster.ratePerEndpoint === null
      ? []
      : wrong(`${field}.ratePerEndpoint`, cluster.ratePerEndpoint, positive)),
    ...wrong(`${field}.scaler`, cluster.scaler, share),
    ...wrong(`${field}.staleForMs`, cluster.staleForMs, duration),
  ];
}

function wrongClient({ name, demandRps, rttMs }: ClientFacts): StatusCause[] {
  const causes = wrong(`demand[${name}]`, demandRps, demand);
  for (const [cluster, ms] of rttMs) causes.push(...wrong(`rtt[${name}][${cluster}]`, ms, rtt));
  return causes;
}

function wrongPolicy(policy: RoutingPolicy): StatusCause[] {
  return [
    ...wrong('policy.overprovisioning', policy.overprovisioning, atLeastOne),
    ...wrong('policy.maxOverload', policy.maxOverload, atLeastOne),
    ...wrong('policy.staleGraceMs', policy.staleGraceMs, duration),
    ...wrong('policy.rttBandMs', policy.rttBandMs, band),
    ...wrong('policy.maxRttMs', policy.maxRttMs, duration),
    ...wrong('policy.autoDrainBelow', policy.autoDrainBelow, share),
    ...wrong('policy.autoDrainMaxFraction', policy.autoDrainMaxFraction, share),
  ];
}

function wrong(field: string, value: number, range: Range): StatusCause[] {
  return range.holds(value) ? [] : [invalidField(field, value, range.says)];
}

function duplicates(field: string, names: readonly string[]): StatusCause[] {
  const seen = new Set<string>();
  const causes: StatusCause[] = [];
  for (const [at, name] of names.entries()) {
    if (seen.has(name)) causes.push(duplicateField(`${field}[${at}]`, name));
    seen.add(name);
  }
  return causes;
}

function tooMany(what: string, limit: number): StatusError {
  return new StatusError('Invalid', `${what}: at most ${limit} are supported`);
}

/** The error that carries the causes. */
export function refused(causes: readonly StatusCause[]): StatusError {
  const lines = causes.map(({ field, message }) => `${field ?? ''}: ${message}`);
  return new StatusError('Invalid', lines.join(', '), { details: { causes } });
}
