import { formatApiVersion } from '#libs/apimachinery';
import { partialMetadata } from './content/partial-metadata.js';
import { fromStorage, isShownAsStored } from './convert.js';
import { jsonOf, sharedText } from './object-texts.js';
import {} from './registry.js';
/** One line of a watch stream for a stored object; watchers of the same form share its encoding. */
export function encodeEvent(form, type, object) {
    return `{"type":"${type}","object":${shownText(form, object)}}\n`;
}
function shownText({ resource, form, version }, object) {
    if (form === 'partial-metadata')
        return sharedText(object, form + version, (stored) => JSON.stringify(partialMetadata(stored, version)));
    if (isShownAsStored(resource, object))
        return jsonOf(object);
    return sharedText(object, formatApiVersion(resource.served), (stored) => JSON.stringify(fromStorage(resource, stored)));
}
/** One line of a watch stream for anything else. */
export function encodeLine(type, object) {
    return `${JSON.stringify({ type, object })}\n`;
}
//# sourceMappingURL=event-encoder.js.map