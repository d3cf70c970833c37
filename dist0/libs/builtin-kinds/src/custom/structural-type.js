import {} from '#libs/apimachinery';
import { textOf, textsOf } from '../json.js';
import { builtinType, scalar } from '../type-graph.js';
import { additionalOf, isEmbedded, isIntOrString, itemsOf, keepsUnknown, propertiesOf, requiredOf, typeOf, } from './json-schema.js';
/**
 * The type graph of a custom kind's version, from its structural schema: what prunes, checks types, merges on apply and is
 * published as OpenAPI. `additionalProperties: true` and untyped values are untyped subtrees.
 */
export function structuralType(schema) {
    const root = objectType(schema);
    return {
        kind: 'struct',
        fields: new Map([...(root.kind === 'struct' ? root.fields : []), ...typeMeta()]),
        atomic: false,
        ...described(schema),
        ...(keepsUnknown(schema) ? { preserveUnknown: true } : {}),
    };
}
function described(schema) {
    const description = textOf(schema['description']);
    return description === '' ? {} : { description };
}
function typeMeta() {
    return [
        ['apiVersion', { schema: scalar('string') }],
        ['kind', { schema: scalar('string') }],
        ['metadata', { schema: () => builtinType('meta.v1.ObjectMeta') }],
    ];
}
function refOf(schema) {
    let built;
    return () => (built ??= typeOfValue(schema));
}
function typeOfValue(schema) {
    if (isIntOrString(schema))
        return scalar('int-or-string')();
    switch (typeOf(schema)) {
        case 'object':
            return objectType(schema);
        case 'array':
            return listType(schema);
        case 'string':
            return scalar('string')();
        case 'integer':
            return scalar('integer')();
        case 'number':
            return scalar('number')();
        case 'boolean':
            return scalar('boolean')();
        default:
            return scalar('any')();
    }
}
function objectType(schema) {
    const additional = additionalOf(schema);
    const atomic = schema['x-kubernetes-map-type'] === 'atomic';
    if (additional !== undefined) {
        const value = additional === true ? scalar('any') : refOf(additional);
        return { kind: 'map', value, atomic };
    }
    const required = new Set(requiredOf(schema));
    const fields = propertiesOf(schema).map(([name, property]) => [
        name,
        {
            schema: refOf(property),
            ...(required.has(name) ? { required: true } : {}),
            ...(property['default'] === undefined ? {} : { default: property['default'] }),
            ...described(property),
        },
    ]);
    const embedded = isEmbedded(schema);
    return {
        kind: 'struct',
        fields: new Map([...fields, ...(embedded ? typeMeta() : [])]),
        atomic,
        ...(keepsUnknown(schema) ? { preserveUnknown: true } : {}),
    };
}
function listType(schema) {
    const items = itemsOf(schema);
    const kind = textOf(schema['x-kubernetes-list-type']);
    return {
        kind: 'list',
        element: items ? refOf(items) : scalar('any'),
        listType: kind === 'set' || kind === 'map' ? kind : 'atomic',
        mapKeys: kind === 'map' ? textsOf(schema['x-kubernetes-list-map-keys']) : [],
    };
}
//# sourceMappingURL=structural-type.js.map