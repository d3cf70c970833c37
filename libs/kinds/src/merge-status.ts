import { type KubeObject } from '#libs/apimachinery';
import { ANNOTATION_GLOBAL_ADDRESS } from './names.js';

export type JsonMap = Readonly<Record<string, unknown>>;

/** What one placed member says about one object. */
export interface MemberStatus {
  readonly cluster: string;
  /** The member object's `.status`; undefined: nothing reported yet. */
  readonly status: JsonMap | undefined;
  /** The member has applied the newest work for it, and its controllers have observed that. */
  readonly current: boolean;
}

/** The hub object's `.status` from its members', in the order given; undefined: nothing to say, leave it as it is. */
export type StatusMerge = (object: KubeObject, members: readonly MemberStatus[]) => JsonMap | undefined;

/** Kinds whose status is nobody's sum (ConfigMap, Secret, Namespace). */
export const noStatus: StatusMerge = () => undefined;

/** Counters added over members, and observedGeneration as every member has observed it. */
export function sumOf(fields: readonly string[], required: readonly string[]): StatusMerge {
  return (object, members) => {
    const before = mapAt(object, 'status');
    const sums: Record<string, unknown> = {};
    for (const field of fields) {
      const sum = members.reduce((total, { status }) => total + numberAt(status, field), 0);
      // As kube-controller-manager writes it: counters that may be absent are absent when zero.
      if (sum > 0 || required.includes(field)) sums[field] = Math.min(sum, MAX_INT32);
    }
    return { ...without(before, fields), ...sums, ...observed(object, before, members) };
  };
}

/** It moves only when every placed member is current, so that `rollout status` and Helm --wait tell the truth. */
function observed(object: KubeObject, before: JsonMap, members: readonly MemberStatus[]): JsonMap {
  const all = members.every(({ current }) => current);
  const generation = all ? object.metadata.generation : before['observedGeneration'];
  return generation === undefined ? {} : { observedGeneration: generation };
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
  const before = mapAt(object, 'status');
  return { ...before, loadBalancer: ingress.length > 0 ? { ingress } : {} };
};

/** An Ingress has one address for the whole federation; members' own gateways stand behind it. */
export const globalAddress: StatusMerge = (object) => {
  const hostname = object.metadata.annotations?.[ANNOTATION_GLOBAL_ADDRESS];
  return {
    ...mapAt(object, 'status'),
    loadBalancer: hostname === undefined ? {} : { ingress: [{ hostname }] },
  };
};

function mapAt(object: KubeObject, field: string): JsonMap {
  return mapOf(object[field]);
}

function mapOf(value: unknown): JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : {};
}

const MAX_INT32 = 2 ** 31 - 1;

/** A counter as its type has it; whatever else a member says counts nothing, for it would break typed clients' lists. */
function numberAt(status: JsonMap | undefined, field: string): number {
  const value = status?.[field];
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_INT32 ? value : 0;
}

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

function without(map: JsonMap, fields: readonly string[]): JsonMap {
  return Object.fromEntries(
    Object.entries(map).filter(([name]) => !fields.includes(name) && name !== 'observedGeneration'),
  );
}
