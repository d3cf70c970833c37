import { crc32 } from 'node:zlib';
import {} from '#libs/apimachinery';
import { jsonOf } from '#libs/apiserver';
/** One line: a checksum in hexadecimal, a space, JSON. */
export function encodeRecord({ key, object }) {
    const name = JSON.stringify(key);
    const json = object === undefined ? `[${name}]` : `[${name},${jsonOf(object)}]`;
    return `${checksum(json)} ${json}\n`;
}
/** Undefined: the line is not whole. */
export function decodeRecord(line) {
    const json = line.slice(9);
    if (line.charAt(8) !== ' ' || checksum(json) !== line.slice(0, 8))
        return undefined;
    const [key, object] = JSON.parse(json);
    return { key, object };
}
function checksum(text) {
    return crc32(text).toString(16).padStart(8, '0');
}
//# sourceMappingURL=object-record.js.map