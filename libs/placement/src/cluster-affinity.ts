import { requiredField, type LabelMatcher } from '#libs/apimachinery';
import { choiceAt, labelsAt, listAt, objectAt, textAt, textsAt, type FieldPlace } from './read-fields.js';

/** A cluster, as policies choose by it. */
export interface ClusterFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** '' where nobody said. */
  readonly region: string;
  readonly provider: string;
  readonly zones: readonly string[];
}

/** Which clusters are meant; field names and meaning are Karmada's (`clusterAffinity`, karmada.md 1.1). */
export interface ClusterAffinity {
  /** Empty: any. */
  readonly names: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  readonly labels: LabelMatcher | undefined;
  readonly fields: readonly FieldRequirement[];
}

const KEYS = ['region', 'zone', 'provider'] as const;

interface FieldRequirement {
  readonly key: (typeof KEYS)[number];
  readonly operator: 'In' | 'NotIn';
  readonly values: readonly string[];
}

/** Why the cluster is not meant, for people; undefined when it is. */
export function affinityRefusal(affinity: ClusterAffinity, cluster: ClusterFacts): string | undefined {
  if (affinity.excluded.has(cluster.name)) return 'it is excluded by name';
  if (affinity.names.size > 0 && !affinity.names.has(cluster.name)) return 'it is not named';
  if (affinity.labels?.matches(cluster.labels) === false) return 'its labels do not match';
  const unmet = affinity.fields.find((requirement) => !meets(requirement, cluster));
  return unmet && `its ${unmet.key} does not match`;
}

/** A cluster in several zones may run a pod in any of them, so all of them count. */
function meets({ key, operator, values }: FieldRequirement, cluster: ClusterFacts): boolean {
  const own = key === 'zone' ? cluster.zones : [cluster[key]].filter((value) => value !== '');
  return operator === 'In'
    ? own.length > 0 && own.every((value) => values.includes(value))
    : !own.some((value) => values.includes(value));
}

/** Reads an affinity, or a `targetCluster`. */
export function readClusterAffinity(value: unknown, { field, causes }: FieldPlace): ClusterAffinity {
  const place = { field, causes };
  const fields = objectAt(value, place);
  return {
    names: new Set(textsAt(fields, 'clusterNames', place)),
    excluded: new Set(textsAt(fields, 'exclude', place)),
    labels: labelsAt(fields, 'labelSelector', place),
    fields: readFieldSelector(fields['fieldSelector'] ?? {}, { field: `${field}.fieldSelector`, causes }),
  };
}

function readFieldSelector(value: unknown, place: FieldPlace): FieldRequirement[] {
  const fields = objectAt(value, place);
  return listAt(fields, 'matchExpressions', place).map((item, index) =>
    readRequirement(item, { ...place, field: `${place.field}.matchExpressions[${index}]` }),
  );
}

function readRequirement(item: unknown, place: FieldPlace): FieldRequirement {
  const fields = objectAt(item, place);
  for (const name of ['key', 'operator']) {
    if (textAt(fields, name, place) === '') place.causes.push(requiredField(`${place.field}.${name}`));
  }
  const values = textsAt(fields, 'values', place);
  if (values.length === 0) place.causes.push(requiredField(`${place.field}.values`));
  return {
    key: choiceAt(fields, 'key', KEYS, place),
    operator: choiceAt(fields, 'operator', ['In', 'NotIn'], place),
    values,
  };
}
