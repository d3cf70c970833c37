import { StatusError } from '#libs/apimachinery';
import { MAX_DEPTH, MAX_PROTOBUF_ELEMENTS } from './limits.js';
/** How a protobuf field's value is laid out (protobuf encoding guide, "Message Structure"). */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };
export function createReader(bytes) {
    return {
        buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        position: 0,
        depth: 0,
        remaining: MAX_PROTOBUF_ELEMENTS,
    };
}
/** The refusal of bytes that are no such message. */
export function malformed(why) {
    return new StatusError('BadRequest', `the body of the request is not valid protobuf: ${why}`);
}
/** Calls `visit` with number and wire type of each field in the span; `visit` must read or skip the value. */
export function readFields(reader, span, visit) {
    if (++reader.depth > MAX_DEPTH)
        throw malformed('nested too deeply');
    reader.position = span.start;
    while (reader.position < span.end) {
        if (--reader.remaining < 0)
            throw malformed('too many fields');
        const tag = readVarint(reader, span.end);
        const number = Math.floor(tag / 8);
        if (number < 1)
            throw malformed(`field number ${number}`);
        visit(number, tag % 8);
        if (reader.position > span.end)
            throw malformed('a field reaches over the end of its message');
    }
    reader.position = span.end;
    reader.depth--;
}
/** A varint as a signed 64-bit number (exact up to 2^53). */
export function readVarint(reader, end) {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
        if (reader.position >= end)
            throw malformed('it ends inside a number');
        const byte = reader.buffer[reader.position++] ?? 0;
        const bits = byte & 0x7f;
        if (shift < 28)
            low += bits * 2 ** shift;
        else if (shift === 28) {
            low += (bits & 0x0f) * 2 ** 28;
            high = bits >> 4;
        }
        else if (shift < 63)
            high += bits * 2 ** (shift - 32);
        else
            high += (bits & 1) * 2 ** 31;
        if (byte < 0x80)
            return (high | 0) * 2 ** 32 + low;
    }
    throw malformed('a number of more than ten bytes');
}
/** The span of a length-delimited value; the reader moves past it. */
export function readSpan(reader, end) {
    const length = readVarint(reader, end);
    const start = reader.position;
    if (length < 0 || start + length > end)
        throw malformed('a length reaches over the end');
    reader.position = start + length;
    return { start, end: start + length };
}
export function readText(reader, span) {
    return reader.buffer.toString('utf8', span.start, span.end);
}
/** Moves past a value that nobody asked for. */
export function skipValue(reader, wireType, end) {
    switch (wireType) {
        case WIRE.varint:
            readVarint(reader, end);
            break;
        case WIRE.fixed64:
            reader.position += 8;
            break;
        case WIRE.bytes:
            readSpan(reader, end);
            break;
        case WIRE.fixed32:
            reader.position += 4;
            break;
        default:
            throw malformed(`wire type ${wireType}`);
    }
}
//# sourceMappingURL=wire-reader.js.map