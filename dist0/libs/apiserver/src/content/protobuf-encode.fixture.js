import { builtinTypeOf, protobufType } from '#libs/builtin-kinds';
import { bytesField, varint, varintField } from './wire-writer.js';
/** Encodes an object as Go clients do (tests only): zero scalars that are no pointers are written. */
export function encodeProtobuf(object) {
    const type = protobufType(builtinTypeOf(object.apiVersion, object.kind) ?? '');
    if (type === undefined)
        throw new Error(`no protobuf form of ${object.apiVersion} ${object.kind}`);
    const typeMeta = Buffer.concat([bytesField(1, object.apiVersion), bytesField(2, object.kind)]);
    return envelope(Buffer.concat([
        bytesField(1, typeMeta),
        bytesField(2, encodeMessage(type, object)),
        bytesField(3, ''),
        bytesField(4, ''),
    ]));
}
export function envelope(unknown) {
    return Buffer.concat([Buffer.from('k8s\0'), unknown]);
}
function encodeMessage(type, object) {
    return Buffer.concat([...type.fields.values()].flatMap((field) => encodeField(field, object)));
}
function encodeField(field, object) {
    if (field.inline && field.value.kind === 'message') {
        return [bytesField(field.number, encodeMessage(field.value.message(), object))];
    }
    const value = object[field.jsonName];
    if (value === undefined)
        return zero(field);
    if (field.map) {
        return Object.entries(value).map(([key, item]) => bytesField(field.number, Buffer.concat([bytesField(1, key), ...mapValue(field, item)])));
    }
    if (field.list)
        return value.map((item) => encodeValue(field, field.number, item));
    return [encodeValue(field, field.number, value)];
}
function mapValue(field, item) {
    if (!field.list)
        return [encodeValue(field, 2, item)];
    return [bytesField(2, Buffer.concat(item.map((one) => encodeValue(field, 1, one))))];
}
function zero(field) {
    if (field.pointer || field.list || field.map)
        return [];
    switch (field.value.kind) {
        case 'varint':
        case 'bool':
            return [varintField(field.number, 0)];
        case 'string':
        case 'time':
        case 'micro-time':
            return [bytesField(field.number, '')];
        default:
            return [];
    }
}
function encodeValue(field, number, value) {
    if (field.value.kind === 'message') {
        return bytesField(number, encodeMessage(field.value.message(), value));
    }
    return LEAVES[field.value.kind](number, value);
}
const encodeNumber = (number, value) => varintField(number, Number(value));
const encodeTime = (number, value) => bytesField(number, timestamp(value));
const encodeJson = (number, value) => bytesField(number, bytesField(1, JSON.stringify(value)));
const LEAVES = {
    varint: encodeNumber,
    bool: encodeNumber,
    double: (number, value) => {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(value);
        return Buffer.concat([varint(number * 8 + 1), bytes]);
    },
    string: (number, value) => bytesField(number, value),
    bytes: (number, value) => bytesField(number, Buffer.from(value, 'base64')),
    quantity: (number, value) => bytesField(number, bytesField(1, value)),
    'int-or-string': (number, value) => bytesField(number, intOrString(value)),
    time: encodeTime,
    'micro-time': encodeTime,
    'fields-v1': encodeJson,
    'raw-extension': encodeJson,
    duration: () => {
        throw new Error('no field of a served type is a duration');
    },
};
function intOrString(value) {
    return typeof value === 'string'
        ? Buffer.concat([varintField(1, 1), varintField(2, 0), bytesField(3, value)])
        : Buffer.concat([varintField(1, 0), varintField(2, value), bytesField(3, '')]);
}
function timestamp(value) {
    const micros = Number(/\.(\d{6})Z$/.exec(value)?.[1] ?? 0);
    const seconds = Math.floor(Date.parse(value) / 1000);
    return Buffer.concat([varintField(1, seconds), varintField(2, micros * 1000)]);
}
//# sourceMappingURL=protobuf-encode.fixture.js.map