import { type KubeObject, type ObjectMeta } from '#libs/apimachinery';
import { ANNOTATION_CONFLICT_RESOLUTION } from './names.js';
import { type Propagation } from './propagation.js';

/** kubectl's memory of what the user applied at the hub; in a member it would mislead a local `kubectl apply`. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Each member's deployment controller counts for itself; sending a number would have the two fight over it. */
const REVISION = 'deployment.kubernetes.io/revision';

/** Annotations of the hub's object that mean nothing in a member, or the wrong thing. */
const HUB_ANNOTATIONS = new Set([LAST_APPLIED, ANNOTATION_CONFLICT_RESOLUTION, REVISION]);

/**
 * What members get: the object as the user wrote it, without what servers keep in metadata, without status, and without
 * what belongs to each member. Shares unchanged parts with `object`; neither may be changed.
 */
export function manifestFor(object: KubeObject, propagation: Propagation): KubeObject {
  const { status: _status, metadata, ...rest } = object;
  const base: KubeObject = {
    ...rest,
    apiVersion: propagation.apiVersion,
    kind: propagation.kind,
    metadata: metaFor(metadata),
  };
  return propagation
    .memberOwned(object)
    .reduce((manifest, path) => withoutPath(manifest, path.split('.')) as KubeObject, base);
}

function metaFor({ name, namespace, labels, annotations }: ObjectMeta): ObjectMeta {
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !HUB_ANNOTATIONS.has(key));
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}),
  };
}

/** A copy without the value at `path`; `[]` goes through every element of a list. */
function withoutPath(value: unknown, [head, ...tail]: readonly string[]): unknown {
  if (head === '[]')
    return Array.isArray(value) ? value.map((item: unknown) => withoutPath(item, tail)) : value;
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    head === undefined ||
    !(head in value)
  )
    return value;
  const { [head]: inner, ...others } = value as Record<string, unknown>;
  return tail.length === 0 ? others : { ...others, [head]: withoutPath(inner, tail) };
}
