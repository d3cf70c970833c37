const BYTEA_OID = 17;
/**
 * A `bytea[]` in Postgres' binary format (array_recv): bodies travel as they are, where the text form would double
 * them. Header: dimensions, null flag, element type; then length and lower bound of the one dimension; then each
 * element with its length in front, -1 for null.
 */ export function byteaArray(elements) {
    const header = Buffer.alloc(20);
    header.writeInt32BE(elements.length === 0 ? 0 : 1, 0);
    header.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
    header.writeInt32BE(BYTEA_OID, 8);
    if (elements.length === 0) return header.subarray(0, 12);
    header.writeInt32BE(elements.length, 12);
    header.writeInt32BE(1, 16);
    const parts = [
        header
    ];
    for (const element of elements){
        const length = Buffer.alloc(4);
        length.writeInt32BE(element ? element.length : -1);
        parts.push(length);
        if (element) parts.push(element);
    }
    return Buffer.concat(parts);
}
