import { crc32 } from 'node:zlib';
/**
 * The bytes of a journal: a header, then frames of `magic (4) | length (4) | crc32 of payload (4) | payload`, little-endian.
 * The magic lets a reader find the next frame behind a damaged one.
 */
export const HEADER = Buffer.from('MRDJ\u0001\0\0\0', 'latin1');
const MAGIC = 0x4a_52_44_a5;
export const FRAME_HEAD_BYTES = 12;
/** A work message has at most 4 MiB. */
const MAX_PAYLOAD_BYTES = 5 * 1024 * 1024;
/** Payloads as one run of frames. `parts` of a payload are written one after another. */
export function frames(payloads) {
    const chunks = [];
    for (const parts of payloads) {
        const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
        let length = 0;
        let checksum = 0;
        for (const part of parts) {
            length += part.byteLength;
            checksum = crc32(part, checksum);
        }
        head.writeUInt32LE(MAGIC, 0);
        head.writeUInt32LE(length, 4);
        head.writeUInt32LE(checksum, 8);
        chunks.push(head, ...parts);
    }
    return Buffer.concat(chunks);
}
/** The payload of one whole frame, if its checksum holds. */
export function payloadOf(frame) {
    return payloadAt(frame, 0);
}
const WINDOW_BYTES = 1024 * 1024;
/**
 * Every whole frame of a journal of `size` bytes, with what is damaged left out. The last item, without a frame, says
 * how many bytes had to be skipped, and where the readable part ends.
 */
export async function* readFrames(read, size) {
    let at = HEADER.length;
    let end = at;
    let skippedBytes = 0;
    let window = Buffer.alloc(0);
    let windowAt = at;
    while (at + FRAME_HEAD_BYTES <= size) {
        const need = frameLength(window, at - windowAt) ?? FRAME_HEAD_BYTES;
        if (window.length < at - windowAt + Math.min(need, size - at)) {
            window = await read(at, Math.min(Math.max(need, WINDOW_BYTES), size - at));
            windowAt = at;
            if (window.length < Math.min(need, size - at))
                break;
        }
        const payload = payloadAt(window, at - windowAt);
        if (payload) {
            yield { payload, offset: at + FRAME_HEAD_BYTES };
            at += FRAME_HEAD_BYTES + payload.length;
            end = at;
        }
        else {
            const step = nextMagic(window, at - windowAt + 1) - (at - windowAt);
            skippedBytes += step;
            at += step;
        }
    }
    yield { skippedBytes: skippedBytes + Math.max(0, size - at), end };
}
/** Head and payload together; undefined when the head is not in the window, or is none. */
function frameLength(window, at) {
    if (at < 0 || at + FRAME_HEAD_BYTES > window.length)
        return undefined;
    if (window.readUInt32LE(at) !== MAGIC)
        return undefined;
    const length = window.readUInt32LE(at + 4);
    return length > MAX_PAYLOAD_BYTES ? undefined : FRAME_HEAD_BYTES + length;
}
/** Undefined: no whole frame here. The window reaches as far as the frame, unless the journal ends before. */
function payloadAt(window, at) {
    const length = frameLength(window, at);
    if (length === undefined)
        return undefined;
    const payload = window.subarray(at + FRAME_HEAD_BYTES, at + length);
    if (payload.length < length - FRAME_HEAD_BYTES)
        return undefined;
    return crc32(payload) === window.readUInt32LE(at + 8) ? payload : undefined;
}
/** Where the next frame may begin; near the window's end, where a magic might be cut. */
function nextMagic(window, from) {
    const magic = Buffer.allocUnsafe(4);
    magic.writeUInt32LE(MAGIC);
    const found = window.indexOf(magic, from);
    return found >= 0 ? found : Math.max(from, window.length - 3);
}
//# sourceMappingURL=frames.js.map