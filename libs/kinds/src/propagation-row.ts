import { type GroupResource, type KubeObject } from '#libs/apimachinery';
import { type Division } from './division.js';
import { type StatusMerge } from './merge-status.js';

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
