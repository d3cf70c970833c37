import {
  checkLabelSelector,
  invalidField,
  isJsonObject,
  type JsonObject,
  labelSelectorMatcher,
  type LabelMatcher,
  type LabelSelector,
  unsupportedField,
  type StatusCause,
} from '#libs/apimachinery';
import { MAX_WEIGHT } from './limits.js';
import { refused, wrongCount } from './preferences.js';

/** How a policy divides replicas; field names and meaning are Karmada's (`placement.replicaScheduling`). */
export type ReplicaScheduling =
  | { readonly kind: 'Duplicated' }
  | { readonly kind: 'StaticWeight'; readonly rules: readonly StaticWeightRule[] }
  | { readonly kind: 'DynamicWeight' }
  | { readonly kind: 'Aggregated' };

export interface StaticWeightRule {
  readonly weight: number;
  readonly matches: (cluster: string, labels: Readonly<Record<string, string>>) => boolean;
}

/**
 * Reads the policy's field. The type defaults to Divided, the preference to Weighted, the weight preference to one for every
 * cluster. Throws Invalid with a cause for each field that is wrong; `field` is where their paths begin.
 */
export function readReplicaScheduling(value: unknown, field: string): ReplicaScheduling {
  const causes: StatusCause[] = [];
  const scheduling = readKind(value, field, causes);
  if (causes.length > 0) throw refused(causes);
  return scheduling;
}

function readKind(value: unknown, field: string, causes: StatusCause[]): ReplicaScheduling {
  const fields = objectAt(value, field, causes);
  const type = choice(fields, 'replicaSchedulingType', ['Divided', 'Duplicated'], { field, causes });
  const preference = choice(fields, 'replicaDivisionPreference', ['Weighted', 'Aggregated'], {
    field,
    causes,
  });
  const rules = readWeights(fields['weightPreference'] ?? {}, `${field}.weightPreference`, causes);
  if (type === 'Duplicated') return { kind: 'Duplicated' };
  if (preference === 'Aggregated') return { kind: 'Aggregated' };
  return rules === 'dynamic' ? { kind: 'DynamicWeight' } : { kind: 'StaticWeight', rules };
}

/** A dynamic weight makes the static list void, as in Karmada. */
function readWeights(
  value: unknown,
  field: string,
  causes: StatusCause[],
): readonly StaticWeightRule[] | 'dynamic' {
  const fields = objectAt(value, field, causes);
  const dynamic = fields['dynamicWeight'] ?? '';
  if (dynamic !== '') {
    if (dynamic !== 'AvailableReplicas') {
      causes.push(unsupportedField(`${field}.dynamicWeight`, dynamic, ['AvailableReplicas']));
    }
    return 'dynamic';
  }
  const list = fields['staticWeightList'] ?? [];
  if (!Array.isArray(list)) {
    causes.push(invalidField(`${field}.staticWeightList`, list, 'must be a list'));
    return [];
  }
  return list.map((rule: unknown, index) => readRule(rule, `${field}.staticWeightList[${index}]`, causes));
}

function readRule(value: unknown, field: string, causes: StatusCause[]): StaticWeightRule {
  const { weight, targetCluster } = objectAt(value, field, causes);
  const wrong = wrongCount(weight, MAX_WEIGHT);
  if (wrong !== undefined) causes.push(invalidField(`${field}.weight`, weight, wrong));
  const target = objectAt(targetCluster ?? {}, `${field}.targetCluster`, causes);
  return { weight: Number(weight), matches: readAffinity(target, `${field}.targetCluster`, causes) };
}

/** Clusters that are named (all, if none is), that match the labels, and that are not excluded. */
function readAffinity(target: JsonObject, field: string, causes: StatusCause[]): StaticWeightRule['matches'] {
  const named = names(target, 'clusterNames', { field, causes });
  const excluded = names(target, 'exclude', { field, causes });
  const labels = readLabels(target['labelSelector'], `${field}.labelSelector`, causes);
  if (target['fieldSelector'] !== undefined) {
    causes.push(invalidField(`${field}.fieldSelector`, 'given', 'not available yet: use labels'));
  }
  return (cluster, clusterLabels) =>
    !excluded.has(cluster) &&
    (named.size === 0 || named.has(cluster)) &&
    (labels?.matches(clusterLabels) ?? true);
}

function readLabels(value: unknown, field: string, causes: StatusCause[]): LabelMatcher | undefined {
  if (value === undefined || value === null) return undefined;
  const selector = objectAt(value, field, causes) as LabelSelector;
  const wrong = checkLabelSelector(selector, field);
  causes.push(...wrong);
  return wrong.length === 0 ? labelSelectorMatcher(selector) : undefined;
}

interface Place {
  readonly field: string;
  readonly causes: StatusCause[];
}

function names(target: JsonObject, name: string, { field, causes }: Place): ReadonlySet<string> {
  const list = target[name] ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return new Set(list);
  causes.push(invalidField(`${field}.${name}`, list, 'must be a list of names'));
  return new Set();
}

/** One of the values, the first when it is absent or empty. */
function choice(
  fields: JsonObject,
  name: string,
  values: readonly string[],
  { field, causes }: Place,
): string {
  const given = fields[name] ?? '';
  if (given === '') return values[0] ?? '';
  if (typeof given === 'string' && values.includes(given)) return given;
  causes.push(unsupportedField(`${field}.${name}`, given, values));
  return '';
}

function objectAt(value: unknown, field: string, causes: StatusCause[]): JsonObject {
  if (isJsonObject(value)) return value;
  causes.push(invalidField(field, value, 'must be an object'));
  return {};
}
