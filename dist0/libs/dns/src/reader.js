import { escapeLabel } from './name-text.js';
import { MAX_NAME_OCTETS, MAX_POINTERS } from './limits.js';
/** Thrown within the decoder for what is no DNS message; `decodeMessage` catches it. */
export class MalformedError extends Error {
}
/** Reads a message from its beginning; every step is checked against its end. */
export class MessageReader {
    octets;
    end;
    at = 0;
    constructor(octets, end = octets.length) {
        this.octets = octets;
        this.end = end;
    }
    get left() {
        return this.end - this.at;
    }
    u8() {
        return this.octets.readUInt8(this.take(1));
    }
    u16() {
        return this.octets.readUInt16BE(this.take(2));
    }
    u32() {
        return this.octets.readUInt32BE(this.take(4));
    }
    bytes(count) {
        const begin = this.take(count);
        return this.octets.subarray(begin, begin + count);
    }
    /** A part of the message that ends early; pointers of its names may lead out of it. */
    part(count) {
        const begin = this.take(count);
        const part = new MessageReader(this.octets, begin + count);
        part.at = begin;
        return part;
    }
    /** A name, compressed or not. */
    name() {
        const { name, next } = readName(this.octets, this.at, this.end);
        this.at = next;
        return name;
    }
    take(count) {
        if (count > this.left)
            throw new MalformedError('the message ends too early');
        const begin = this.at;
        this.at += count;
        return begin;
    }
}
/**
 * The name at `at`, and where it ends there. A pointer leads backward, to before whatever led to it, so there is no loop;
 * what it leads to may lie outside of a record's data, but not outside of the message.
 */
function readName(octets, at, end) {
    const labels = [];
    let total = 1;
    let pointers = 0;
    let next;
    for (let lowest = at;;) {
        const length = octetAt(octets, at, end);
        at += 1;
        if (length === 0)
            return { name: labels.join('.'), next: next ?? at };
        if (length >= 0xc0) {
            const target = ((length & 0x3f) << 8) | octetAt(octets, at, end);
            next ??= at + 1;
            pointers += 1;
            if (target >= lowest || pointers > MAX_POINTERS)
                throw new MalformedError('a pointer leads nowhere');
            lowest = target;
            at = target;
            end = octets.length;
            continue;
        }
        if (length >= 0x40)
            throw new MalformedError('an unknown kind of label');
        total += length + 1;
        if (total > MAX_NAME_OCTETS)
            throw new MalformedError('a name is too long');
        if (at + length > end)
            throw new MalformedError('the message ends too early');
        labels.push(escapeLabel(octets.subarray(at, at + length)));
        at += length;
    }
}
function octetAt(octets, at, end) {
    if (at >= end)
        throw new MalformedError('the message ends too early');
    return octets.readUInt8(at);
}
//# sourceMappingURL=reader.js.map