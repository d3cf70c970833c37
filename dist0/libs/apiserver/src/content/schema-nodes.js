import {} from '#libs/apimachinery';
import { builtinTypeNames } from '#libs/builtin-kinds';
export function createSchemaNodes(refPrefix) {
    return { refPrefix, byName: new Map(), open: new Set() };
}
/** Adds the schema of a kind with all it refers to; answers the name it is published under. */
export function addKind(nodes, gvk, schema) {
    const name = schema.name === undefined ? customName(gvk) : publishedName(schema.name);
    if (nodes.byName.get(name) === undefined)
        defineStruct(nodes, name, schema);
    const node = nodes.byName.get(name) ?? {};
    const gvks = (node['x-kubernetes-group-version-kind'] ?? []);
    nodes.byName.set(name, {
        ...node,
        properties: { apiVersion: TEXT, kind: TEXT, ...node.properties },
        'x-kubernetes-group-version-kind': [...gvks, { group: gvk.group, kind: gvk.kind, version: gvk.version }],
    });
    return name;
}
/** Adds the list of a kind; `item` is the name that addKind gave. */
export function addListKind(nodes, gvk, item, listMeta) {
    const name = `${item}List`;
    nodes.byName.set(name, {
        type: 'object',
        required: ['items'],
        properties: {
            apiVersion: TEXT,
            items: { type: 'array', items: { $ref: nodes.refPrefix + item } },
            kind: TEXT,
            metadata: structNode(nodes, listMeta),
        },
        'x-kubernetes-group-version-kind': [{ group: gvk.group, kind: gvk.kind, version: gvk.version }],
    });
    return name;
}
const TEXT = { type: 'string' };
const META_PREFIX = 'io.k8s.apimachinery.pkg.apis.';
let builtinNames;
/** `apps.v1.ReplicaSet` -> `io.k8s.api.apps.v1.ReplicaSet`, as kube-apiserver publishes it. */
function publishedName(name) {
    if (name.startsWith('meta.'))
        return META_PREFIX + name;
    if (name.startsWith('apiextensions.'))
        return `io.k8s.apiextensions-apiserver.pkg.apis.${name}`;
    builtinNames ??= new Set(builtinTypeNames());
    return builtinNames.has(name) ? `io.k8s.api.${name}` : `dev.meridian.${name}`;
}
/** Custom kinds: the group turned around, as apiextensions publishes them. */
function customName({ group, version, kind }) {
    return [...group.split('.').reverse(), version, kind].filter((part) => part !== '').join('.');
}
/** Leaves that are published under a name, with the schema of that name. */
const NAMED_LEAVES = {
    quantity: ['io.k8s.apimachinery.pkg.api.resource.Quantity', TEXT],
    'int-or-string': [
        'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
        { type: 'string', format: 'int-or-string' },
    ],
    time: [`${META_PREFIX}meta.v1.Time`, { type: 'string', format: 'date-time' }],
    'micro-time': [`${META_PREFIX}meta.v1.MicroTime`, { type: 'string', format: 'date-time' }],
    'fields-v1': [`${META_PREFIX}meta.v1.FieldsV1`, { type: 'object' }],
};
const PLAIN_LEAVES = {
    string: TEXT,
    integer: { type: 'integer' },
    int32: { type: 'integer', format: 'int32' },
    number: { type: 'number' },
    boolean: { type: 'boolean' },
    bytes: { type: 'string', format: 'byte' },
};
/** The inner turns of structs that contain themselves without having a name. */
const ANYTHING = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
/** Any JSON value, a text or a number as well (JSON in apiextensions): no type, or old clients insist on it. */
const ANY_VALUE = { 'x-kubernetes-preserve-unknown-fields': true };
function nodeOf(nodes, ref) {
    const schema = ref();
    switch (schema.kind) {
        case 'scalar':
            return leafNode(nodes, schema.type);
        case 'list':
            return { type: 'array', items: nodeOf(nodes, schema.element), ...listExtensions(schema) };
        case 'map':
            return {
                type: 'object',
                additionalProperties: nodeOf(nodes, schema.value),
                ...(schema.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
            };
        case 'struct':
            return structNode(nodes, schema);
    }
}
function leafNode(nodes, type) {
    const named = NAMED_LEAVES[type];
    if (named === undefined)
        return PLAIN_LEAVES[type] ?? ANY_VALUE;
    const [name, node] = named;
    if (!nodes.byName.has(name))
        nodes.byName.set(name, node);
    return { $ref: nodes.refPrefix + name };
}
function listExtensions(schema) {
    return {
        'x-kubernetes-list-type': schema.listType,
        ...(schema.mapKeys.length > 0 ? { 'x-kubernetes-list-map-keys': schema.mapKeys } : {}),
        ...(schema.patchMergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': schema.patchMergeKey }),
        ...strategyExtension(schema.patchStrategy),
    };
}
function strategyExtension(strategy) {
    return strategy === undefined ? {} : { 'x-kubernetes-patch-strategy': strategy.join(',') };
}
function structNode(nodes, schema) {
    if (schema.name !== undefined) {
        const name = publishedName(schema.name);
        if (!nodes.byName.has(name))
            defineStruct(nodes, name, schema);
        return { $ref: nodes.refPrefix + name };
    }
    if (nodes.open.has(schema))
        return ANYTHING;
    nodes.open.add(schema);
    const node = structBody(nodes, schema);
    nodes.open.delete(schema);
    return node;
}
/** The name is taken before the fields are written, because a type may contain itself. */
function defineStruct(nodes, name, schema) {
    nodes.byName.set(name, {});
    nodes.byName.set(name, structBody(nodes, schema));
}
function structBody(nodes, schema) {
    const properties = {};
    const required = [];
    for (const [name, field] of schema.fields) {
        properties[name] = fieldNode(nodes, field);
        if (field.required === true)
            required.push(name);
    }
    return {
        type: 'object',
        ...(schema.description === undefined ? {} : { description: schema.description }),
        ...(schema.fields.size > 0 ? { properties } : {}),
        ...(required.length > 0 ? { required } : {}),
        ...(schema.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
        ...(schema.preserveUnknown === true ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    };
}
function fieldNode(nodes, field) {
    const node = nodeOf(nodes, field.schema);
    const more = {
        ...(field.description === undefined ? {} : { description: field.description }),
        ...(field.default === undefined ? {} : { default: field.default }),
        ...(hasOwnStrategy(field.schema()) ? {} : strategyExtension(field.patchStrategy)),
    };
    if (Object.keys(more).length === 0)
        return node;
    // Siblings of $ref are ignored by its definition.
    return node.$ref === undefined ? { ...node, ...more } : { allOf: [node], ...more };
}
function hasOwnStrategy(schema) {
    return schema.kind === 'list' && schema.patchStrategy !== undefined;
}
//# sourceMappingURL=schema-nodes.js.map