/** FNV hashes of 32 bits over UTF-8: what breaks ties, the same on every hub and in the original federation. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const encoder = new TextEncoder();
/** Names of clusters are ASCII, where each character is its byte: an encoder costs more than the hash. */
function bytesOf(text) {
    const bytes = new Array(text.length);
    for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code > 0x7f)
            return encoder.encode(text);
        bytes[at] = code;
    }
    return bytes;
}
/** FNV-1 (multiply, then xor), as the original planner orders clusters. */
export function fnv1(text) {
    let hash = OFFSET;
    for (const byte of bytesOf(text))
        hash = Math.imul(hash, PRIME) ^ byte;
    return hash >>> 0;
}
/** FNV-1a (xor, then multiply), as Karmada turns the order of names. */
export function fnv1a(text) {
    let hash = OFFSET;
    for (const byte of bytesOf(text))
        hash = Math.imul(hash ^ byte, PRIME);
    return hash >>> 0;
}
//# sourceMappingURL=fnv.js.map