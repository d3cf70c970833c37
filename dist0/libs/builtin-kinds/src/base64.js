const FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Text as base64 of its UTF-8 bytes. */
export function encodeBase64(text) {
    let binary = '';
    for (const byte of new TextEncoder().encode(text)) {
        binary += String.fromCharCode(byte);
    }
    return btoa(binary);
}
/** The text behind base64; undefined when it is not base64 or not UTF-8. */
export function decodeBase64(encoded) {
    if (!FORM.test(encoded)) {
        return undefined;
    }
    const bytes = Uint8Array.from(atob(encoded), (char) => char.codePointAt(0) ?? 0);
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch {
        return undefined;
    }
}
/** How many bytes a base64 text stands for. */
export function base64Size(encoded) {
    const padding = encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0;
    return Math.floor((encoded.length * 3) / 4) - padding;
}
/** How many bytes a text takes as UTF-8, without encoding it. */
export function utf8Size(text) {
    let size = 0;
    for (const char of text) {
        const point = char.codePointAt(0) ?? 0;
        size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
    return size;
}
//# sourceMappingURL=base64.js.map