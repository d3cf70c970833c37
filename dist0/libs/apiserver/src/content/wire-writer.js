/** The few protobuf forms that we write. */
/** A field that holds bytes, text or a message. */
export function bytesField(number, value) {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}
/** A field that holds a message of these fields. */
export function messageField(number, fields) {
    return bytesField(number, Buffer.concat(fields));
}
export function varintField(number, value) {
    return Buffer.concat([varint(number * 8), varint(value)]);
}
/** Negative numbers take ten bytes, as int32 and int64 do. */
export function varint(value) {
    const bytes = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    do {
        const low = Number(rest & 0x7fn);
        rest >>= 7n;
        bytes.push(rest > 0n ? low | 0x80 : low);
    } while (rest > 0n);
    return Buffer.from(bytes);
}
//# sourceMappingURL=wire-writer.js.map