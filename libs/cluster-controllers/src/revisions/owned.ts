import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type KubeObject,
  type LabelSelector,
  type ObjectMeta,
  type OwnerReference,
} from '#libs/apimachinery';

/** What revisions need of a pod template; the rest of it is only compared and copied. */
export interface RevisedTemplate {
  readonly metadata?: ObjectMeta;
}

/** A workload whose templates are remembered. */
export interface RevisedWorkload extends KubeObject {
  readonly spec: {
    readonly selector?: LabelSelector;
    readonly template: RevisedTemplate;
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
  };
}

/** How many old templates are remembered where the workload does not say (its API default). */
export const DEFAULT_HISTORY = 10;

/** Of what `value` says, whatever the order of its fields. */
export function templateHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 10);
}

/** The reference by which a controller owns what it makes. */
export function ownedBy(owner: KubeObject): OwnerReference {
  const { name = '', uid = '' } = owner.metadata;
  const { apiVersion, kind } = owner;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The owner that manages this object, if one does. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}
