import { formatLabelSelector, type KubeObject, type LabelSelector } from '#libs/apimachinery';
import { GENERATION, isCreatedBy, isManagedBy, markOf, type Mark } from './marks.js';
import { ownedDigest, ownsAnnotation } from './owned-fields.js';

/** What is kept of a member object: enough to see drift, to report and to look for its pods; not the object. */
export interface LiveObject {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number | undefined;
  /** ownedDigest. */
  readonly digest: string;
  readonly status: Readonly<Record<string, unknown>> | undefined;
  readonly terminating: boolean;
  /** Namespaces: this federation made it. */
  readonly created: boolean;
  readonly scale: ScaleFacts | undefined;
  /** Which work of ours it was made by; undefined where somebody else wrote that. */
  readonly mark: Mark | undefined;
}

/** Kinds with spec.replicas and spec.selector. */
export interface ScaleFacts {
  readonly replicas: number;
  /** As a labelSelector parameter. */
  readonly selector: string;
}

export function liveObject(object: KubeObject, hubUid: string): LiveObject {
  const { uid = '', resourceVersion = '', generation, deletionTimestamp } = object.metadata;
  const status = object['status'];
  return {
    uid,
    resourceVersion,
    generation,
    digest: ownedDigest(object),
    status: typeof status === 'object' && status !== null ? (status as Record<string, unknown>) : undefined,
    terminating: deletionTimestamp !== undefined,
    created: isCreatedBy(object, hubUid),
    scale: scaleFacts(object['spec']),
    mark:
      isManagedBy(object, hubUid) && ownsAnnotation(object, GENERATION)
        ? markOf(object.metadata.annotations)
        : undefined,
  };
}

/**
 * Whether `a` is certainly older than `b`. Only numbers can be ordered (every API server on etcd uses them, and since
 * v1.35 they are promised to be); anything else counts as not older.
 */
export function isOlderVersion(a: string, b: string): boolean {
  if (a === b || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

function scaleFacts(spec: unknown): ScaleFacts | undefined {
  if (typeof spec !== 'object' || spec === null) return undefined;
  const { replicas, selector } = spec as Record<string, unknown>;
  if (typeof replicas !== 'number' || typeof selector !== 'object' || selector === null) return undefined;
  // ReplicationController: a plain map of labels.
  const plain = !('matchLabels' in selector) && !('matchExpressions' in selector);
  const full = (plain ? { matchLabels: selector } : selector) as LabelSelector;
  return { replicas, selector: formatLabelSelector(full) };
}
