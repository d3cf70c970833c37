import { StatusError } from '#libs/apimachinery';
import { builtinTypeOf, protobufType } from '#libs/builtin-kinds';
import { isWrapped, parseJson, readWrapped } from './protobuf-leaves.js';
import { createReader, malformed, readFields, readSpan, readText, readVarint, skipValue, WIRE, } from './wire-reader.js';
/** `k8s\0`, before every runtime.Unknown. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];
/**
 * Decodes a body of `application/vnd.kubernetes.protobuf` into the JSON form of the object. Only built-in types have
 * such a form. `defaults` stand in for a type that the envelope does not name. Throws BadRequest.
 */
export function decodeProtobuf(bytes, defaults = {}) {
    const reader = createReader(bytes);
    return decodeEnvelope(reader, { start: 0, end: bytes.byteLength }, defaults);
}
function decodeEnvelope(reader, span, defaults) {
    if (!hasMagic(reader, span))
        throw malformed('the Kubernetes envelope is missing');
    const envelope = readUnknown(reader, { start: span.start + MAGIC.length, end: span.end });
    const apiVersion = envelope.apiVersion || (defaults.apiVersion ?? '');
    const kind = envelope.kind || (defaults.kind ?? '');
    const name = builtinTypeOf(apiVersion, kind);
    const type = name === undefined ? undefined : protobufType(name);
    if (type === undefined) {
        throw new StatusError('BadRequest', `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in protobuf; send it as JSON`);
    }
    const object = { apiVersion, kind };
    if (envelope.raw !== undefined)
        readMessage(reader, type, envelope.raw, object);
    return { apiVersion, kind, object };
}
function hasMagic(reader, span) {
    return (span.end - span.start >= MAGIC.length &&
        MAGIC.every((byte, index) => reader.buffer[span.start + index] === byte));
}
/** runtime.Unknown {1: {1: apiVersion, 2: kind}, 2: raw, 3: contentEncoding, 4: contentType}. */
function readUnknown(reader, span) {
    const envelope = { apiVersion: '', kind: '', raw: undefined };
    readFields(reader, span, (number, wireType) => {
        if (wireType !== WIRE.bytes) {
            skipValue(reader, wireType, span.end);
            return;
        }
        const value = readSpan(reader, span.end);
        if (number === 1)
            readTypeMeta(reader, value, envelope);
        else if (number === 2)
            envelope.raw = value;
        else if (number === 3 && value.end > value.start)
            throw malformed('an encoded body inside the envelope');
    });
    return envelope;
}
function readTypeMeta(reader, span, envelope) {
    readFields(reader, span, (number, wireType) => {
        if (wireType !== WIRE.bytes || number > 2) {
            skipValue(reader, wireType, span.end);
            return;
        }
        const text = readText(reader, readSpan(reader, span.end));
        if (number === 1)
            envelope.apiVersion = text;
        else
            envelope.kind = text;
    });
}
/** Reads a message into `target`; a message that comes twice is merged, as protobuf says. */
function readMessage(reader, type, span, target) {
    readFields(reader, span, (number, wireType) => {
        const field = type.fields.get(number);
        if (field === undefined)
            skipValue(reader, wireType, span.end);
        else if (field.map)
            readMapEntry(reader, field, readLengthDelimited(reader, wireType, span.end), target);
        else if (field.list)
            readListItem(reader, field, wireType, { list: ensureList(target, field), end: span.end });
        else
            readSingle(reader, field, wireType, { target, end: span.end });
    });
    return target;
}
function readSingle(reader, field, wireType, into) {
    const { target, end } = into;
    if (field.value.kind === 'message') {
        const span = readLengthDelimited(reader, wireType, end);
        const known = field.inline ? target : target[field.jsonName];
        const message = readMessage(reader, field.value.message(), span, known ?? {});
        if (!field.inline)
            target[field.jsonName] = message;
        return;
    }
    const value = readValue(reader, field, wireType, end);
    if (value !== undefined && !(isZero(value) && field.omitEmpty && !field.pointer)) {
        target[field.jsonName] = value;
    }
}
/** What Go writes for a field that is not set, and leaves out of JSON. */
function isZero(value) {
    return value === '' || value === 0 || value === false;
}
function ensureList(target, field) {
    return (target[field.jsonName] ??= []);
}
/** One item, or several when numbers come packed. */
function readListItem(reader, field, wireType, into) {
    const { kind } = field.value;
    if (wireType === WIRE.bytes && (kind === 'varint' || kind === 'bool' || kind === 'double')) {
        const span = readSpan(reader, into.end);
        reader.position = span.start;
        while (reader.position < span.end) {
            if (--reader.remaining < 0)
                throw malformed('too many items');
            into.list.push(readValue(reader, field, kind === 'double' ? WIRE.fixed64 : WIRE.varint, span.end));
        }
        return;
    }
    into.list.push(readValue(reader, field, wireType, into.end) ?? null);
}
/** {1: key, 2: value}; a map of lists has the message {1: repeated item} as its value. */
function readMapEntry(reader, field, span, target) {
    let key = '';
    let value;
    readFields(reader, span, (number, wireType) => {
        if (number === 1)
            key = readText(reader, readLengthDelimited(reader, wireType, span.end));
        else if (number !== 2)
            skipValue(reader, wireType, span.end);
        else if (field.list)
            value = readItems(reader, field, readLengthDelimited(reader, wireType, span.end));
        else
            value = readValue(reader, field, wireType, span.end);
    });
    const map = (target[field.jsonName] ??= {});
    setOwn(map, key, value ?? emptyValue(field));
}
/** A plain assignment to `__proto__` would not make a key. */
function setOwn(map, key, value) {
    if (key !== '__proto__')
        map[key] = value;
    else
        Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
function readItems(reader, field, span) {
    const list = [];
    readFields(reader, span, (number, wireType) => {
        if (number === 1)
            readListItem(reader, field, wireType, { list, end: span.end });
        else
            skipValue(reader, wireType, span.end);
    });
    return list;
}
/** The value of a map entry that carries none. */
function emptyValue(field) {
    if (field.list)
        return [];
    switch (field.value.kind) {
        case 'varint':
        case 'double':
        case 'int-or-string':
            return 0;
        case 'bool':
            return false;
        case 'quantity':
            return '0';
        case 'message':
            return {};
        default:
            return '';
    }
}
/** One value; undefined is null in JSON. */
function readValue(reader, field, wireType, end) {
    const { value } = field;
    switch (value.kind) {
        case 'varint':
            return readNumber(reader, wireType, end);
        case 'bool':
            return readNumber(reader, wireType, end) !== 0;
        case 'double':
            return readDouble(reader, wireType, end);
        default:
    }
    const span = readLengthDelimited(reader, wireType, end);
    if (isWrapped(value.kind))
        return readWrapped(reader, value.kind, span);
    switch (value.kind) {
        case 'string':
            return readText(reader, span);
        case 'bytes':
            return reader.buffer.toString('base64', span.start, span.end);
        case 'raw-extension':
            return readRawExtension(reader, span);
        case 'message':
            return readMessage(reader, value.message(), span, {});
    }
}
function readNumber(reader, wireType, end) {
    if (wireType !== WIRE.varint)
        throw malformed(`wire type ${wireType} for a number`);
    return readVarint(reader, end);
}
function readDouble(reader, wireType, end) {
    if (wireType !== WIRE.fixed64 || reader.position + 8 > end)
        throw malformed('a broken floating point number');
    reader.position += 8;
    return reader.buffer.readDoubleLE(reader.position - 8);
}
function readLengthDelimited(reader, wireType, end) {
    if (wireType !== WIRE.bytes)
        throw malformed(`wire type ${wireType} for text or a message`);
    return readSpan(reader, end);
}
/** {1: raw}: JSON, or an object in an envelope of its own. */
function readRawExtension(reader, span) {
    let value;
    readFields(reader, span, (number, wireType) => {
        if (number !== 1) {
            skipValue(reader, wireType, span.end);
            return;
        }
        const raw = readLengthDelimited(reader, wireType, span.end);
        if (raw.start === raw.end)
            return;
        value = hasMagic(reader, raw) ? decodeEnvelope(reader, raw, {}).object : parseJson(readText(reader, raw));
        reader.position = raw.end;
    });
    return value;
}
//# sourceMappingURL=protobuf-decode.js.map