import { isJsonObject } from '#libs/apimachinery';
import { ANNOTATION_CONFLICT_RESOLUTION } from './names.js';
import {} from './propagation-row.js';
/** kubectl's memory of what the user applied at the hub; in a member it would mislead a local `kubectl apply`. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Each member's deployment controller counts for itself; sending a number would have the two fight over it. */
const REVISION = 'deployment.kubernetes.io/revision';
/** Annotations of the hub's object that mean nothing in a member, or the wrong thing. */
const HUB_ANNOTATIONS = new Set([LAST_APPLIED, ANNOTATION_CONFLICT_RESOLUTION, REVISION]);
/**
 * What members get alike: the object as the user wrote it, without what servers keep in metadata, without status, without what
 * belongs to each member, and without the numbers that are divided, which come with each member's share. Shares unchanged
 * parts with `object`; neither may be changed.
 */
export function manifestFor(object, propagation) {
    const { status: _status, metadata, ...rest } = object;
    const base = {
        ...rest,
        apiVersion: propagation.apiVersion,
        kind: propagation.kind,
        metadata: metaFor(metadata),
    };
    const divided = propagation.divides?.fields.map(({ path }) => path) ?? [];
    const manifest = [...propagation.memberOwned(object), ...divided].reduce((rest, path) => withoutPath(rest, path), base);
    return manifest.metadata === base.metadata
        ? manifest
        : { ...manifest, metadata: withoutEmpty(manifest.metadata) };
}
function metaFor({ name, namespace, labels, annotations }) {
    const kept = Object.entries(annotations ?? {}).filter(([key]) => !HUB_ANNOTATIONS.has(key));
    return withoutEmpty({
        ...(name === undefined ? {} : { name }),
        ...(namespace === undefined ? {} : { namespace }),
        ...(labels ? { labels } : {}),
        annotations: Object.fromEntries(kept),
    });
}
function withoutEmpty({ labels, annotations, ...rest }) {
    return {
        ...rest,
        ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
        ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}),
    };
}
/** A copy without the value at `path`, sharing everything beside it; the same where there is none. */
function withoutPath(value, [head, ...tail]) {
    if (!isJsonObject(value) || head === undefined || !Object.hasOwn(value, head))
        return value;
    const { [head]: inner, ...others } = value;
    if (tail.length === 0)
        return others;
    const kept = withoutPath(inner, tail);
    return kept === inner ? value : { ...others, [head]: kept };
}
//# sourceMappingURL=manifest.js.map