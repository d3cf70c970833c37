import { formatGroupResource, type GroupResource, type KubeObject } from '#libs/apimachinery';
import { type Division } from './division.js';
import { type StatusMerge } from './merge-status.js';
import { PROPAGATION_ROWS } from './propagation-rows.js';

/** How a kind spreads: one row each. */
export interface Propagation {
  readonly resource: GroupResource;
  /** Storage version and kind of the manifests that members get. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** What is divided over members; absent: every member gets the same. */
  readonly divides?: Division;
  /** Paths of an object that belong to the member: never in the manifest. */
  readonly memberOwned: (object: KubeObject) => readonly (readonly string[])[];
  readonly mergeStatus: StatusMerge;
  /** The type has `status.conditions`, so what happens to an object is said there too. */
  readonly conditions: boolean;
}

const BY_RESOURCE = new Map(PROPAGATION_ROWS.map((one) => [formatGroupResource(one.resource), one]));
const BY_KIND = new Map(PROPAGATION_ROWS.map((one) => [`${one.resource.group}/${one.kind}`, one]));

/** Every built-in kind that can spread. */
export function propagations(): readonly Propagation[] {
  return PROPAGATION_ROWS;
}

/** Undefined: objects of this built-in resource stay at the hub. */
export function propagationOf(resource: GroupResource): Propagation | undefined {
  return BY_RESOURCE.get(formatGroupResource(resource));
}

export function propagationOfKind(group: string, kind: string): Propagation | undefined {
  return BY_KIND.get(`${group}/${kind}`);
}
