import { formatLabelSelector } from '#libs/apimachinery';
import { GENERATION, isCreatedBy, isManagedBy, markOf } from './marks.js';
import { ownedDigest, ownsAnnotation } from './owned-fields.js';
export function liveObject(object, hubUid) {
    const { uid = '', resourceVersion = '', generation, deletionTimestamp } = object.metadata;
    const status = object['status'];
    return {
        uid,
        resourceVersion,
        generation,
        digest: ownedDigest(object),
        status: typeof status === 'object' && status !== null ? status : undefined,
        terminating: deletionTimestamp !== undefined,
        created: isCreatedBy(object, hubUid),
        scale: scaleFacts(object['spec']),
        mark: isManagedBy(object, hubUid) && ownsAnnotation(object, GENERATION)
            ? markOf(object.metadata.annotations)
            : undefined,
    };
}
/**
 * Whether `a` is certainly older than `b`. Only numbers can be ordered (every API server on etcd uses them, and since
 * v1.35 they are promised to be); anything else counts as not older.
 */
export function isOlderVersion(a, b) {
    if (a === b || !/^\d+$/.test(a) || !/^\d+$/.test(b))
        return false;
    return a.length === b.length ? a < b : a.length < b.length;
}
function scaleFacts(spec) {
    if (typeof spec !== 'object' || spec === null)
        return undefined;
    const { replicas, selector } = spec;
    if (typeof replicas !== 'number' || typeof selector !== 'object' || selector === null)
        return undefined;
    // ReplicationController: a plain map of labels.
    const plain = !('matchLabels' in selector) && !('matchExpressions' in selector);
    const full = (plain ? { matchLabels: selector } : selector);
    return { replicas, selector: formatLabelSelector(full) };
}
//# sourceMappingURL=live-object.js.map