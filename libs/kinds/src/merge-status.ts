import { type KubeObject } from '#libs/apimachinery';
import { mergedConditions, type ConditionRule } from './merge-conditions.js';
import { mapOf, MAX_INT32, numberAt, timeAt, type JsonMap, type MemberStatus } from './member-values.js';
import { ANNOTATION_GLOBAL_ADDRESS } from './names.js';

/** The hub object's `.status` from its members', in the order given; undefined: nothing to say, leave it as it is. */
export type StatusMerge = (object: KubeObject, members: readonly MemberStatus[]) => JsonMap | undefined;

/** One field from all members; undefined: left out. */
export type FieldMerge = (members: readonly MemberStatus[], object: KubeObject) => unknown;

/** How the status of a kind is put together, field by field; fields that no rule names stay as they are. */
export interface StatusRules {
  /** Counters, added up; absent when zero, as kube-controller-manager leaves them out. */
  readonly sums?: readonly string[];
  /** Counters that their type shows even when zero. */
  readonly shown?: readonly string[];
  /** Times: the first, or the last, that any member names. */
  readonly earliest?: readonly string[];
  readonly latest?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldMerge>>;
  readonly conditions?: Readonly<Record<string, ConditionRule>>;
  /** The type has observedGeneration. */
  readonly observed?: true;
}

/** Kinds whose status is nobody's sum (ConfigMap, Secret, Namespace). */
export const noStatus: StatusMerge = () => undefined;

/** The merge that these rules describe. What a member says in another type than the field has counts as nothing. */
export function mergeBy(rules: StatusRules): StatusMerge {
  const { sums = [], shown = [], earliest = [], latest = [], fields = {}, conditions = {} } = rules;
  const counters = [...sums, ...shown];
  const owned = new Set([...counters, ...earliest, ...latest, ...Object.keys(fields), 'observedGeneration']);
  return (object, members) => {
    const before = mapOf(object['status']);
    const merged: Record<string, unknown> = Object.fromEntries(
      Object.entries(before).filter(([name]) => !owned.has(name)),
    );
    for (const field of counters) {
      const sum = members.reduce((total, { status }) => total + numberAt(status, field), 0);
      if (sum > 0 || shown.includes(field)) merged[field] = Math.min(sum, MAX_INT32);
    }
    for (const field of earliest) set(merged, field, times(members, field)[0]);
    for (const field of latest) set(merged, field, times(members, field).at(-1));
    for (const [field, merge] of Object.entries(fields)) set(merged, field, merge(members, object));
    if (rules.observed) set(merged, 'observedGeneration', observed(object, before, members));
    const said = mergedConditions(conditions, object, members);
    if (said !== undefined) set(merged, 'conditions', said.length > 0 ? said : undefined);
    return merged;
  };
}

function set(target: Record<string, unknown>, field: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(target, field);
  else target[field] = value;
}

/** All that members name, ascending. */
function times(members: readonly MemberStatus[], field: string): string[] {
  return members
    .flatMap(({ status }) => timeAt(status, field) ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b));
}

/** It moves only when every placed member is current, so that `rollout status` and Helm --wait tell the truth. */
function observed(object: KubeObject, before: JsonMap, members: readonly MemberStatus[]): unknown {
  const all = members.every(({ current }) => current);
  return all ? object.metadata.generation : before['observedGeneration'];
}

/** All members' load balancer addresses, in their order, each once. */
export const unionOfAddresses: StatusMerge = (object, members) => {
  const seen = new Set<string>();
  const ingress: unknown[] = [];
  for (const { status } of members) {
    const list = mapOf(status?.['loadBalancer'])['ingress'];
    for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
      if (!isAddress(entry)) continue;
      const text = JSON.stringify(entry);
      if (!seen.has(text)) ingress.push(entry);
      seen.add(text);
    }
  }
  const before = mapOf(object['status']);
  return { ...before, loadBalancer: ingress.length > 0 ? { ingress } : {} };
};

/** An Ingress has one address for the whole federation; members' own gateways stand behind it. */
export const globalAddress: StatusMerge = (object) => {
  const hostname = object.metadata.annotations?.[ANNOTATION_GLOBAL_ADDRESS];
  return {
    ...mapOf(object['status']),
    loadBalancer: hostname === undefined ? {} : { ingress: [{ hostname }] },
  };
};

/** Whether an entry of `loadBalancer.ingress` has the types that clients decode it with. */
function isAddress(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  const { ports = [], ...texts } = entry as JsonMap;
  return (
    Object.values(texts).every((value) => typeof value === 'string') &&
    Array.isArray(ports) &&
    ports.every(
      (port) => Number.isInteger(mapOf(port)['port']) && typeof mapOf(port)['protocol'] === 'string',
    )
  );
}
