import { checkQualifiedName, duplicateField, invalidField, unsupportedField } from '#libs/apimachinery';
import { type ClusterFacts } from './cluster-affinity.js';
import { compareText } from './distribution.js';
import { MAX_CLUSTERS } from './limits.js';
import { countAt, listAt, objectAt, textAt, type FieldPlace } from './read-fields.js';
import { type JsonObject } from '#libs/apimachinery';

const FIELDS = ['cluster', 'region', 'zone', 'provider'] as const;

/** Over how many clusters, places or values of a label an object goes (`spreadConstraints`, karmada.md 1.1). */
export interface SpreadConstraint {
  /** Undefined: by the label. */
  readonly field: (typeof FIELDS)[number] | undefined;
  readonly label: string;
  readonly minGroups: number;
  /** Undefined: any number. */
  readonly maxGroups: number | undefined;
}

/** A cluster that may be chosen. */
export interface SpreadCandidate {
  readonly facts: ClusterFacts;
  /** It has the object already: so nothing moves without need. */
  readonly holds: boolean;
  /** How many replicas fit there; undefined: nobody knows, or it does not matter. */
  readonly room: number | undefined;
}

export interface Spread {
  readonly chosen: ReadonlySet<string>;
  /** Why each other candidate is left out, for people. */
  readonly left: ReadonlyMap<string, string>;
  /** The first constraint whose minimum is not reached, for people; undefined: all are. */
  readonly unmet: string | undefined;
}

/**
 * Chooses clusters so that every constraint has at most its maximum of groups, and its minimum where that can be. Better are
 * clusters that have the object, then those with more room, then by name; a group is as good as its best cluster. A cluster
 * without a value for the field of a constraint is left out; one in several zones is a group of its own for each set of them.
 */
export function spreadOver(
  constraints: readonly SpreadConstraint[],
  candidates: readonly SpreadCandidate[],
): Spread {
  const left = new Map<string, string>();
  let kept = [...candidates].sort(better);
  for (const constraint of constraints) {
    const known = kept.filter(({ facts }) => {
      const isKnown = groupOf(constraint, facts) !== '';
      if (!isKnown) left.set(facts.name, `spread constraint: nobody said its ${nameOf(constraint)}`);
      return isKnown;
    });
    kept = constraint.field === 'cluster' ? known : limitGroups(constraint, known, left);
  }
  const most = constraints.find(({ field }) => field === 'cluster')?.maxGroups ?? Infinity;
  const chosen = most < kept.length ? choose(most, kept, constraints) : kept;
  const names = new Set(chosen.map(({ facts }) => facts.name));
  for (const { facts } of kept)
    if (!names.has(facts.name)) left.set(facts.name, `spread constraint: at most ${most} clusters`);
  return { chosen: names, left, unmet: unmetBy(constraints, chosen) };
}

function better(a: SpreadCandidate, b: SpreadCandidate): number {
  return (
    Number(b.holds) - Number(a.holds) || roomOf(b) - roomOf(a) || compareText(a.facts.name, b.facts.name)
  );
}

function roomOf({ room = MAX_CLUSTERS ** 4 }: SpreadCandidate): number {
  return room;
}

function nameOf({ field, label }: SpreadConstraint): string {
  return field ?? `label ${label}`;
}

/** '': none. */
function groupOf({ field, label }: SpreadConstraint, facts: ClusterFacts): string {
  if (field === undefined) return facts.labels[label] ?? '';
  if (field === 'cluster') return facts.name;
  return field === 'zone' ? [...facts.zones].sort(compareText).join(',') : facts[field];
}

/** The candidates are sorted, so groups come in the order of their best. */
function limitGroups(
  constraint: SpreadConstraint,
  candidates: readonly SpreadCandidate[],
  left: Map<string, string>,
): SpreadCandidate[] {
  const { maxGroups = Infinity } = constraint;
  const groups = [...new Set(candidates.map(({ facts }) => groupOf(constraint, facts)))].slice(0, maxGroups);
  const allowed = new Set(groups);
  return candidates.filter(({ facts }) => {
    const isAllowed = allowed.has(groupOf(constraint, facts));
    if (!isAllowed) {
      const why = `spread constraint: at most ${maxGroups} by ${nameOf(constraint)}, ${groups.join(' ')}`;
      left.set(facts.name, why);
    }
    return isAllowed;
  });
}

/** So many of them. Who has the object stays chosen, unless a minimum cannot be reached so. */
function choose(
  most: number,
  candidates: readonly SpreadCandidate[],
  constraints: readonly SpreadConstraint[],
): SpreadCandidate[] {
  const holders = candidates.filter(({ holds }) => holds).slice(0, most);
  const others = candidates.filter((one) => !holders.includes(one));
  const steady = [...holders, ...pick(most - holders.length, others, constraints, holders)];
  return unmetBy(constraints, steady) === undefined ? steady : pick(most, candidates, constraints, []);
}

/** So many of the candidates beside those `beside`: first whoever adds a group that is lacking, then the better. */
function pick(
  most: number,
  candidates: readonly SpreadCandidate[],
  constraints: readonly SpreadConstraint[],
  beside: readonly SpreadCandidate[],
): SpreadCandidate[] {
  const lacking = constraints.map((constraint) => ({
    constraint,
    has: new Set(beside.map(({ facts }) => groupOf(constraint, facts))),
  }));
  const adds = ({ facts }: SpreadCandidate): number =>
    lacking.filter(
      ({ constraint, has }) => has.size < constraint.minGroups && !has.has(groupOf(constraint, facts)),
    ).length;
  const rest = [...candidates];
  const chosen: SpreadCandidate[] = [];
  while (chosen.length < most && rest.length > 0) {
    let at = 0;
    let most = adds(rest[0] as SpreadCandidate);
    for (const [index, one] of rest.entries()) if (adds(one) > most) [at, most] = [index, adds(one)];
    const [next] = rest.splice(at, 1);
    if (!next) break;
    chosen.push(next);
    for (const { constraint, has } of lacking) has.add(groupOf(constraint, next.facts));
  }
  return chosen;
}

function unmetBy(
  constraints: readonly SpreadConstraint[],
  chosen: readonly SpreadCandidate[],
): string | undefined {
  for (const constraint of constraints) {
    const groups = new Set(chosen.map(({ facts }) => groupOf(constraint, facts)));
    if (groups.size < constraint.minGroups)
      return `at least ${constraint.minGroups} are wanted by ${nameOf(constraint)}, and there are ${groups.size}`;
  }
  return undefined;
}

/** Reads `spreadConstraints` of a placement. */
export function readSpreadConstraints(placement: JsonObject, place: FieldPlace): SpreadConstraint[] {
  const list = listAt(placement, 'spreadConstraints', place).map((item, index) =>
    readConstraint(item, { ...place, field: `${place.field}.spreadConstraints[${index}]` }),
  );
  list.forEach((constraint, index) => {
    const isRepeated = list.slice(0, index).some((other) => nameOf(other) === nameOf(constraint));
    if (isRepeated)
      place.causes.push(duplicateField(`${place.field}.spreadConstraints[${index}]`, nameOf(constraint)));
  });
  return list;
}

function readConstraint(item: unknown, place: FieldPlace): SpreadConstraint {
  const { field, causes } = place;
  const fields = objectAt(item, place);
  const byField = textAt(fields, 'spreadByField', place);
  const label = textAt(fields, 'spreadByLabel', place);
  const found = FIELDS.find((name) => name === byField);
  if (byField !== '' && found === undefined)
    causes.push(unsupportedField(`${field}.spreadByField`, byField, FIELDS));
  if ((byField === '') === (label === ''))
    causes.push(invalidField(field, item, 'must have either spreadByField or spreadByLabel'));
  if (label !== '')
    causes.push(
      ...checkQualifiedName(label).map((why) => invalidField(`${field}.spreadByLabel`, label, why)),
    );
  const minGroups = countAt(fields, 'minGroups', MAX_CLUSTERS, place) ?? 1;
  const maxGroups = countAt(fields, 'maxGroups', MAX_CLUSTERS, place);
  if (maxGroups === 0)
    causes.push(invalidField(`${field}.maxGroups`, 0, 'must be greater than or equal to 1'));
  else if (maxGroups !== undefined && maxGroups < minGroups) {
    const detail = `must not be below minGroups (${minGroups})`;
    causes.push(invalidField(`${field}.maxGroups`, maxGroups, detail));
  }
  return { field: found, label, minGroups, maxGroups };
}
