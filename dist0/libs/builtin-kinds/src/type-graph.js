import {} from '#libs/apimachinery';
import { describeField, describeType } from './descriptions.js';
import { factsOf, isKind } from './facts.js';
import { leafType } from './leaf-types.js';
const built = new Map();
const scalars = new Map();
/**
 * Structs that server-side apply treats as one value. The published types mark them `structType=atomic` on the
 * type, which the facts do not carry.
 */
const ATOMIC_STRUCTS = new Set([
    'autoscaling.v1.CrossVersionObjectReference',
    'core.v1.ConfigMapKeySelector',
    'core.v1.EndpointAddress',
    'core.v1.EndpointPort',
    'core.v1.FileKeySelector',
    'core.v1.LocalObjectReference',
    'core.v1.NodeSelector',
    'core.v1.NodeSelectorTerm',
    'core.v1.ObjectFieldSelector',
    'core.v1.ObjectReference',
    'core.v1.ResourceFieldSelector',
    'core.v1.ScopeSelector',
    'core.v1.ScopedResourceSelectorRequirement',
    'core.v1.SecretKeySelector',
    'core.v1.SecretReference',
    'core.v1.TopologySelectorTerm',
    'core.v1.TypedLocalObjectReference',
    'discovery.v1.EndpointPort',
    'meta.v1.LabelSelector',
    'meta.v1.OwnerReference',
    'rbac.v1.RoleRef',
    'rbac.v1.Subject',
]);
/**
 * The schema of a published type, `apps.v1.ReplicaSet` or `core.v1.PodSpec`. Embedded structs are flattened; kinds
 * have `apiVersion` and `kind`. Memoised: the same name gives the same object.
 * @throws Error for a name without facts (a mistake in our own tables).
 */
export function builtinType(name) {
    const known = built.get(name);
    if (known) {
        return known;
    }
    const fact = factsOf(name);
    if (!fact) {
        throw new Error(`no facts about the type ${name}`);
    }
    const fields = new Map();
    if (isKind(name)) {
        for (const field of ['apiVersion', 'kind'])
            fields.set(field, described(name, field, { schema: scalar('string'), omitEmpty: true }));
    }
    addFields(fields, name, fact);
    const description = describeType(name);
    const schema = {
        kind: 'struct',
        name,
        fields,
        atomic: ATOMIC_STRUCTS.has(name),
        ...(description === undefined ? {} : { description }),
    };
    built.set(name, schema);
    return schema;
}
/** One shared schema for each scalar type. */
export function scalar(type) {
    const known = scalars.get(type);
    if (known) {
        return known;
    }
    const schema = { kind: 'scalar', type };
    const ref = () => schema;
    scalars.set(type, ref);
    return ref;
}
function addFields(fields, type, fact) {
    for (const [name, field] of Object.entries(fact.fields)) {
        fields.set(name, described(type, name, fieldSchema(field)));
    }
    for (const embedded of fact.inline ?? []) {
        const inner = factsOf(embedded.t);
        if (inner) {
            addFields(fields, embedded.t, inner);
        }
    }
}
function described(type, field, schema) {
    const description = describeField(type, field);
    return description === undefined ? schema : { ...schema, description };
}
function fieldSchema(fact) {
    const strategies = patchStrategies(fact);
    return {
        schema: typeOfField(fact),
        ...(fact.n === undefined ? {} : { protobuf: fact.n }),
        ...(fact.ptr ? { pointer: true } : {}),
        ...(fact.omitempty ? { omitEmpty: true } : {}),
        ...(fact.required === true || (!fact.omitempty && !fact.optional) ? { required: true } : {}),
        ...(fact.default === undefined || isDroppedZero(fact) ? {} : { default: fact.default }),
        ...(strategies ? { patchStrategy: strategies } : {}),
    };
}
/** A default that is the zero value of a field which leaves zero out never shows. */
function isDroppedZero(fact) {
    return fact.omitempty === true && !fact.ptr && !fact.default;
}
function patchStrategies(fact) {
    return fact.patchStrategy?.split(',');
}
function typeOfField(fact) {
    const leaf = leafType(fact.t);
    const element = leaf ? scalar(leaf) : () => structOf(fact);
    if (fact.map) {
        const value = fact.list ? constant(listOf({}, element)) : element;
        return constant({ kind: 'map', value, atomic: fact.mapType === 'atomic' });
    }
    return fact.list ? constant(listOf(fact, element)) : element;
}
/** `structType=granular` on a field wins over the type's own atomic mark. */
function structOf(fact) {
    const schema = builtinType(fact.t);
    if (fact.structType === undefined || schema.atomic === (fact.structType === 'atomic')) {
        return schema;
    }
    return { ...schema, atomic: fact.structType === 'atomic' };
}
function listOf(fact, element) {
    const strategies = patchStrategies(fact);
    return {
        kind: 'list',
        element,
        listType: fact.listType ?? 'atomic',
        mapKeys: fact.listMapKeys ?? [],
        ...(strategies ? { patchStrategy: strategies } : {}),
        ...(fact.patchMergeKey === undefined ? {} : { patchMergeKey: fact.patchMergeKey }),
    };
}
function constant(schema) {
    return () => schema;
}
//# sourceMappingURL=type-graph.js.map