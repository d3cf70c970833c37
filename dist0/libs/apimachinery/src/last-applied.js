import { canonicalJson } from './canonical-json.js';
import { EMPTY_SET, subtractSets } from './field-set.js';
import { isJsonObject } from './json.js';
import {} from './object.js';
import { compareObjects } from './structured-compare.js';
import { appliedFields } from './structured-fields.js';
import { mergeApplied } from './structured-merge.js';
import {} from './type-schema.js';
/** How `kubectl apply` and `kubectl apply --server-side` get along on one object. */
/** The field manager of `kubectl apply --server-side`; naming another opts out. */
export const SYNCED_MANAGER = 'kubectl';
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
/**
 * The fields that client-side apply wrote last and that still have the value it gave them; empty when there is no (sound)
 * annotation.
 */
export function readLastApplied(live, schema) {
    const text = live.metadata.annotations?.[ANNOTATION];
    if (text === undefined)
        return EMPTY_SET;
    try {
        const config = JSON.parse(text);
        if (!isJsonObject(config))
            return EMPTY_SET;
        const { changed } = compareObjects(live, mergeApplied(live, config, schema), schema);
        return subtractSets(appliedFields(config, schema), changed);
    }
    catch {
        return EMPTY_SET; // Written by a client: may be anything.
    }
}
/** Keeps the annotation of client-side apply in step with what was applied; only where there is one. */
export function recordLastApplied(object, config) {
    const { annotations } = object.metadata;
    if (annotations?.[ANNOTATION] === undefined)
        return object;
    const text = `${canonicalJson(withoutAnnotation(config))}\n`;
    if (annotations[ANNOTATION] === text)
        return object;
    return {
        ...object,
        metadata: { ...object.metadata, annotations: { ...annotations, [ANNOTATION]: text } },
    };
}
function withoutAnnotation(config) {
    const { annotations, ...metadata } = config.metadata;
    if (annotations === undefined || annotations[ANNOTATION] === undefined)
        return config;
    const { [ANNOTATION]: _last, ...others } = annotations;
    return { ...config, metadata: { ...metadata, annotations: others } };
}
//# sourceMappingURL=last-applied.js.map