import {} from '#libs/builtin-kinds';
import { malformed, readFields, readSpan, readText, readVarint, skipValue, WIRE, } from './wire-reader.js';
export function isWrapped(kind) {
    return Object.hasOwn(WRAPPED, kind);
}
/** Reads such a message as its JSON value; undefined is null in JSON (a time that is not set). */
export function readWrapped(reader, kind, span) {
    return WRAPPED[kind](readParts(reader, span));
}
const WRAPPED = {
    quantity: ({ texts }) => (texts[1] === undefined || texts[1] === '' ? '0' : texts[1]),
    'int-or-string': ({ numbers, texts }) => (numbers[1] === 1 ? (texts[3] ?? '') : (numbers[2] ?? 0)),
    time: (parts) => timeOf(parts)?.replace(/\.\d+Z$/, 'Z'),
    'micro-time': (parts) => timeOf(parts)?.replace(/\.\d+Z$/, `.${micros(parts)}Z`),
    'fields-v1': ({ texts }) => (texts[1] === undefined ? undefined : parseJson(texts[1])),
    duration: ({ numbers }) => formatGoDuration(numbers[1] ?? 0),
};
function readParts(reader, span) {
    const numbers = [];
    const texts = [];
    readFields(reader, span, (number, wireType) => {
        if (number > 3)
            skipValue(reader, wireType, span.end);
        else if (wireType === WIRE.varint)
            numbers[number] = readVarint(reader, span.end);
        else if (wireType === WIRE.bytes)
            texts[number] = readText(reader, readSpan(reader, span.end));
        else
            skipValue(reader, wireType, span.end);
    });
    return { numbers, texts };
}
/** {1: seconds, 2: nanoseconds}; a message without seconds is no time. */
function timeOf({ numbers }) {
    const seconds = numbers[1];
    if (seconds === undefined)
        return undefined;
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime()))
        throw malformed('a time out of range');
    return date.toISOString();
}
function micros({ numbers }) {
    return String(Math.floor((numbers[2] ?? 0) / 1000)).padStart(6, '0');
}
/** JSON inside protobuf (FieldsV1, RawExtension). */
export function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        throw malformed(`JSON inside it does not parse (${cause instanceof Error ? cause.name : 'unknown'})`);
    }
}
/** Nanoseconds as Go writes a duration: `1h0m5s`, `1.5ms`. */
export function formatGoDuration(nanoseconds) {
    const size = Math.abs(nanoseconds);
    const sign = nanoseconds < 0 ? '-' : '';
    if (size === 0)
        return '0s';
    if (size < 1e3)
        return `${sign}${size}ns`;
    if (size < 1e6)
        return `${sign}${size / 1e3}µs`;
    if (size < 1e9)
        return `${sign}${size / 1e6}ms`;
    const hours = Math.floor(size / 3.6e12);
    const minutes = Math.floor((size % 3.6e12) / 6e10);
    const head = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
    return `${sign}${head}${(size % 6e10) / 1e9}s`;
}
//# sourceMappingURL=protobuf-leaves.js.map