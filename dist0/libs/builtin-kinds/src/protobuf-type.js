import {} from '#libs/apimachinery';
import { factsOf } from './facts.js';
import { leafType } from './leaf-types.js';
const LEAF_KINDS = {
    string: 'string',
    integer: 'varint',
    int32: 'varint',
    number: 'double',
    boolean: 'bool',
    bytes: 'bytes',
    quantity: 'quantity',
    'int-or-string': 'int-or-string',
    time: 'time',
    'micro-time': 'micro-time',
    'fields-v1': 'fields-v1',
    any: 'raw-extension',
};
const built = new Map();
/**
 * The protobuf form of a type, `core.v1.Pod`. Wire types follow from the value (the facts repeat mistakes of the
 * published tags, such as a varint string). Memoised; undefined for names without facts.
 */
export function protobufType(name) {
    const known = built.get(name);
    if (known) {
        return known;
    }
    const fact = factsOf(name);
    if (!fact) {
        return undefined;
    }
    const type = { name, fields: fieldsByNumber(fact) };
    built.set(name, type);
    return type;
}
function fieldsByNumber(fact) {
    const fields = new Map();
    for (const [jsonName, field] of Object.entries(fact.fields)) {
        if (field.n !== undefined) {
            fields.set(field.n, protobufField(jsonName, field, field.n));
        }
    }
    for (const embedded of fact.inline ?? []) {
        if (embedded.n !== undefined) {
            fields.set(embedded.n, { ...protobufField('', { t: embedded.t }, embedded.n), inline: true });
        }
    }
    return fields;
}
function protobufField(jsonName, fact, number) {
    return {
        number,
        jsonName,
        value: valueOf(fact.t),
        list: fact.list ?? false,
        map: fact.map ?? false,
        pointer: fact.ptr ?? false,
        omitEmpty: fact.omitempty ?? false,
        inline: false,
    };
}
function valueOf(name) {
    if (name === 'meta.v1.Duration') {
        return { kind: 'duration' };
    }
    const leaf = leafType(name);
    return leaf ? { kind: LEAF_KINDS[leaf] } : { kind: 'message', message: () => required(name) };
}
function required(name) {
    const type = protobufType(name);
    if (!type) {
        throw new Error(`no facts about the type ${name}`);
    }
    return type;
}
//# sourceMappingURL=protobuf-type.js.map