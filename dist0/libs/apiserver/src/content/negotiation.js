import { StatusError } from '#libs/apimachinery';
import { parseAccept, parseMediaType } from './media-type.js';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const BODY_TYPES = new Map([
    ['application/json', 'json'],
    ['application/yaml', 'yaml'],
    [PROTOBUF, 'protobuf'],
]);
const PATCH_TYPES = new Map([
    ['application/json-patch+json', 'json-patch'],
    ['application/merge-patch+json', 'merge-patch'],
    ['application/strategic-merge-patch+json', 'strategic-merge-patch'],
    ['application/apply-patch+yaml', 'apply-patch'],
]);
const FORM_OF_KIND = new Map([
    ['Table', 'table'],
    ['PartialObjectMetadata', 'partial-metadata'],
    ['PartialObjectMetadataList', 'partial-metadata'],
]);
const JSON_OBJECT = { form: 'object', version: 'v1', encoding: 'json' };
/**
 * Chooses the representation for an Accept header from the forms that an endpoint has. A client that asks for
 * protobuf gets JSON: every client that does so decodes by the answer's Content-Type. `streaming`: a watch, never YAML.
 * Throws NotAcceptable when no clause fits.
 */
export function negotiate(accept, forms, streaming = false) {
    // What nearly every program asks for.
    if (accept === 'application/json' && forms.includes('object'))
        return JSON_OBJECT;
    for (const clause of parseAccept(accept)) {
        const encoding = encodingOf(clause, streaming);
        if (encoding === undefined)
            continue;
        const shape = shapeOf(clause);
        if (shape !== undefined && forms.includes(shape.form))
            return { ...shape, encoding };
    }
    const accepted = streaming ? 'application/json' : 'application/json, application/yaml';
    throw new StatusError('NotAcceptable', `only the following media types are accepted: ${accepted}, ${PROTOBUF}`);
}
function encodingOf(clause, streaming) {
    switch (clause.type) {
        case 'application/json':
        case 'application/*':
        case '*/*':
        case PROTOBUF:
            return 'json';
        case 'application/yaml':
            return streaming ? undefined : 'yaml';
        default:
            return undefined;
    }
}
function shapeOf(clause) {
    const { as, g, v } = clause.parameters;
    if (as === undefined)
        return { form: 'object', version: 'v1' };
    const form = FORM_OF_KIND.get(as);
    if (form === undefined || g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1'))
        return undefined;
    return { form, version: v };
}
/** Which encoding a POST, PUT or DELETE body is in. kubectl 1.20 sends JSON with no header. Throws UnsupportedMediaType. */
export function requestContentType(header) {
    if (header === undefined || header.trim() === '')
        return 'json';
    return (BODY_TYPES.get(header) ?? BODY_TYPES.get(parseMediaType(header).type) ?? refuse([...BODY_TYPES.keys()]));
}
/** Which patch a PATCH body is. Custom resources take no strategic merge patch. Throws UnsupportedMediaType. */
export function patchContentType(header = '', custom) {
    const format = PATCH_TYPES.get(header) ?? PATCH_TYPES.get(parseMediaType(header).type);
    if (format !== undefined && !(custom && format === 'strategic-merge-patch'))
        return format;
    return refuse(patchMediaTypes(custom));
}
/** The media types of the patches that a resource takes. */
export function patchMediaTypes(custom) {
    const all = [...PATCH_TYPES].filter(([, format]) => !(custom && format === 'strategic-merge-patch'));
    return all.map(([type]) => type);
}
function refuse(accepted) {
    throw new StatusError('UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
}
//# sourceMappingURL=negotiation.js.map