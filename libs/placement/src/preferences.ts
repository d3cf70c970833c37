import { invalidField, isJsonObject, StatusError, type StatusCause } from '#libs/apimachinery';
import { MAX_ANNOTATION_LENGTH, MAX_REPLICAS, MAX_WEIGHT } from './limits.js';

/** What the original federation's annotations say about one cluster. */
export interface ClusterPreference {
  readonly minReplicas: number;
  /** Undefined: no maximum. */
  readonly maxReplicas: number | undefined;
  readonly weight: number;
}

export interface Preferences {
  /** Running replicas may be moved to reach the wanted shares. */
  readonly rebalance: boolean;
  /** By cluster; `*` stands for every cluster that is not named. */
  readonly clusters: ReadonlyMap<string, ClusterPreference>;
}

/**
 * Parses the annotation (`federation.kubernetes.io/replica-set-preferences` or another of the same form). Field names in any
 * case and unknown fields ignored, as the original read them. Throws Invalid with a cause for each field that is wrong:
 * broken JSON, a value of another type, a negative number, a minimum above the maximum.
 */
export function parsePreferences(text: string, annotationKey: string): Preferences {
  const field = `metadata.annotations[${annotationKey}]`;
  if (text.length > MAX_ANNOTATION_LENGTH) {
    throw refused([invalidField(field, `${text.slice(0, 32)}...`, 'too long')]);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused([invalidField(field, text, 'must be JSON')]);
  }
  return readPreferences(value, field);
}

/** The same for a value that is parsed already; `field` is the path that errors begin with. */
export function readPreferences(value: unknown, field: string): Preferences {
  const causes: StatusCause[] = [];
  const fields = lowerCased(value ?? {}, field, causes);
  const rebalance = fields.get('rebalance') ?? false;
  if (typeof rebalance !== 'boolean') {
    causes.push(invalidField(`${field}.rebalance`, rebalance, 'must be true or false'));
  }
  const clusters = new Map<string, ClusterPreference>();
  const given = fields.get('clusters') ?? {};
  if (!isJsonObject(given)) causes.push(invalidField(`${field}.clusters`, given, 'must be an object'));
  else {
    for (const [name, preference] of Object.entries(given)) {
      clusters.set(name, readCluster(preference, `${field}.clusters[${name}]`, causes));
    }
  }
  if (causes.length > 0) throw refused(causes);
  return { rebalance: rebalance === true, clusters };
}

function readCluster(value: unknown, field: string, causes: StatusCause[]): ClusterPreference {
  const fields = lowerCased(value ?? {}, field, causes);
  const number = (name: string, max: number): number | undefined => {
    const given = fields.get(name.toLowerCase()) ?? undefined;
    if (given === undefined) return undefined;
    const wrong = wrongCount(given, max);
    if (wrong === undefined) return given as number;
    causes.push(invalidField(`${field}.${name}`, given, wrong));
    return undefined;
  };
  const minReplicas = number('minReplicas', MAX_REPLICAS) ?? 0;
  const maxReplicas = number('maxReplicas', MAX_REPLICAS);
  if (maxReplicas !== undefined && minReplicas > maxReplicas) {
    const detail = `must not be below minReplicas (${minReplicas})`;
    causes.push(invalidField(`${field}.maxReplicas`, maxReplicas, detail));
  }
  return { minReplicas, maxReplicas, weight: number('weight', MAX_WEIGHT) ?? 0 };
}

/** What is wrong with a count; undefined when it is a whole number from 0 to `max`. */
export function wrongCount(value: unknown, max: number): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'must be a whole number';
  if (value < 0) return 'must be greater than or equal to 0';
  return value > max ? `must be less than or equal to ${max}` : undefined;
}

/** A 422 that names the fields; the message is the list of them. */
export function refused(causes: readonly StatusCause[]): StatusError {
  const text = causes.map((cause) => `${cause.field ?? ''}: ${cause.message}`).join(', ');
  return new StatusError('Invalid', text, { details: { causes } });
}

function lowerCased(value: unknown, field: string, causes: StatusCause[]): Map<string, unknown> {
  if (isJsonObject(value)) {
    return new Map(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
  }
  causes.push(invalidField(field, value, 'must be an object'));
  return new Map();
}
