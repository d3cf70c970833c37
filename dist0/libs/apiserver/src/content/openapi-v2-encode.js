import {} from './openapi-v2-document.js';
import {} from './schema-nodes.js';
import { bytesField, messageField } from './wire-writer.js';
/**
 * Encodes the document as protobuf `openapi.v2.Document`. The field numbers are those of gnostic's OpenAPIv2.proto;
 * maps are repeated {1: name, 2: value}, vendor extensions are YAML text, of which JSON is a part.
 */
export function encodeOpenApiV2(document) {
    const { title, version } = document.info;
    const paths = Object.entries(document.paths).map(([path, { patch }]) => messageField(2, [bytesField(1, path), messageField(2, [messageField(8, operation(patch))])]));
    return Buffer.concat([
        bytesField(1, document.swagger),
        messageField(2, [bytesField(1, title), bytesField(2, version)]),
        messageField(8, paths),
        messageField(9, namedSchemas(document.definitions)),
    ]);
}
function operation(value) {
    const responses = Object.entries(value.responses).map(([code, { description }]) => messageField(1, [bytesField(1, code), messageField(2, [messageField(1, [bytesField(1, description)])])]));
    return [
        bytesField(5, value.operationId),
        ...value.produces.map((type) => bytesField(6, type)),
        ...value.consumes.map((type) => bytesField(7, type)),
        ...value.parameters.map((one) => messageField(8, [messageField(1, [messageField(2, [parameter(one)])])])),
        messageField(9, responses),
        ...extensions(13, value),
    ];
}
/** QueryParameterSubSchema, as the third choice of NonBodyParameter. */
function parameter(value) {
    return messageField(3, [
        bytesField(2, value.in),
        bytesField(3, value.description),
        bytesField(4, value.name),
        bytesField(6, value.type),
    ]);
}
function namedSchemas(schemas) {
    return Object.entries(schemas).map(([name, node]) => messageField(1, [bytesField(1, name), messageField(2, schema(node))]));
}
function schema(node) {
    // In version 2 the reference itself carries the extensions; readers do not look into allOf.
    const ref = node.$ref ?? node.allOf?.[0]?.$ref;
    const { format, description, additionalProperties, type, items, properties } = node;
    return [
        ...(ref === undefined ? [] : [bytesField(1, ref)]),
        ...(format === undefined ? [] : [bytesField(2, format)]),
        ...(description === undefined ? [] : [bytesField(4, description)]),
        ...(node.required ?? []).map((name) => bytesField(19, name)),
        ...(additionalProperties === undefined
            ? []
            : [messageField(21, [messageField(1, schema(additionalProperties))])]),
        ...(type === undefined ? [] : [messageField(22, [bytesField(1, type)])]),
        ...(items === undefined ? [] : [messageField(23, [messageField(1, schema(items))])]),
        ...(properties === undefined ? [] : [messageField(25, namedSchemas(properties))]),
        ...extensions(31, node),
    ];
}
function extensions(number, owner) {
    return Object.entries(owner)
        .filter(([name]) => name.startsWith('x-'))
        .map(([name, value]) => messageField(number, [bytesField(1, name), messageField(2, [bytesField(2, JSON.stringify(value))])]));
}
//# sourceMappingURL=openapi-v2-encode.js.map