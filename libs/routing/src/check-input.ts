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
/** null: not known. */
const rate: Range = {
  holds: (value: number | null) => value === null || (value > 0 && value <= MAX_QUANTITY),
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
    ...wrongFields(policy, POLICY_RANGES, 'policy'),
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
    ...clusters.flatMap((cluster, at) => wrongFields(cluster, CLUSTER_RANGES, `${field}[${at}]`)),
  ];
}

/** Fields and what they may be, of a kind of object: names are only put together for what is wrong. */
type Ranges<T> = readonly (readonly [keyof T & string, Range])[];

const CLUSTER_RANGES: Ranges<ClusterFacts> = [
  ['ready', quantity],
  ['desired', quantity],
  ['ratePerEndpoint', rate],
  ['scaler', share],
  ['staleForMs', duration],
];

const POLICY_RANGES: Ranges<RoutingPolicy> = [
  ['overprovisioning', atLeastOne],
  ['maxOverload', atLeastOne],
  ['staleGraceMs', duration],
  ['rttBandMs', band],
  ['maxRttMs', duration],
  ['autoDrainBelow', share],
  ['autoDrainMaxFraction', share],
];

function wrongClient({ name, demandRps, rttMs }: ClientFacts): StatusCause[] {
  const causes = demand.holds(demandRps) ? [] : [invalidField(`demand[${name}]`, demandRps, demand.says)];
  for (const [cluster, ms] of rttMs)
    if (!rtt.holds(ms)) causes.push(invalidField(`rtt[${name}][${cluster}]`, ms, rtt.says));
  return causes;
}

function wrongFields<T>(value: T, ranges: Ranges<T>, field: string): StatusCause[] {
  return ranges
    .filter(([key, range]) => !range.holds(value[key] as number))
    .map(([key, range]) => invalidField(`${field}.${key}`, value[key], range.says));
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
