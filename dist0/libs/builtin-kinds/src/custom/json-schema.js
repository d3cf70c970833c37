import { isJson, mapOf, textOf, textsOf } from '../json.js';
export function propertiesOf(schema) {
    return Object.entries(mapOf(schema['properties'])).flatMap(([name, value]) => isJson(value) ? [[name, value]] : []);
}
/** The schema of values under keys that are not named; true: anything; undefined: there is none. */
export function additionalOf(schema) {
    const additional = schema['additionalProperties'];
    if (isJson(additional))
        return additional;
    return additional === true ? true : undefined;
}
export function itemsOf(schema) {
    return isJson(schema['items']) ? schema['items'] : undefined;
}
export function isIntOrString(schema) {
    return schema['x-kubernetes-int-or-string'] === true;
}
export function isEmbedded(schema) {
    return schema['x-kubernetes-embedded-resource'] === true;
}
export function keepsUnknown(schema) {
    return schema['x-kubernetes-preserve-unknown-fields'] === true;
}
export function typeOf(schema) {
    return textOf(schema['type']);
}
export function requiredOf(schema) {
    return textsOf(schema['required']);
}
/** The version that objects are stored in. */
export function storageVersion(definition) {
    return versionsOf(definition).find((version) => version['storage'] === true);
}
export function versionsOf(definition) {
    const versions = mapOf(definition['spec'])['versions'];
    return Array.isArray(versions) ? versions.filter(isJson) : [];
}
export function schemaOfVersion(version) {
    return mapOf(mapOf(version['schema'])['openAPIV3Schema']);
}
//# sourceMappingURL=json-schema.js.map