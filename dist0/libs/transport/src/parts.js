import { createHash } from 'node:crypto';
import { headers } from 'nats';
import { MAX_HELD_BYTES, PART_MARGIN_BYTES } from './limits.js';
/**
 * Messages larger than a broker takes (1 MiB by default) travel in parts: all but the last under the subject with `~0`,
 * `~1`..., the last under the subject itself. Each is a last value of its own; a header says what belongs together.
 */
const HEADER = 'Meridian-Part';
/** `payload` in parts that a broker with `maxPayload` takes, in the order of publishing. */
export function splitMessage(subject, payload, maxPayload) {
    if (payload.byteLength <= maxPayload)
        return [{ subject, payload }];
    const room = Math.max(PART_MARGIN_BYTES, maxPayload - PART_MARGIN_BYTES);
    const count = Math.ceil(payload.byteLength / room);
    const id = createHash('sha256').update(payload).digest('base64url').slice(0, 22);
    return Array.from({ length: count }, (_, index) => {
        const head = headers();
        head.set(HEADER, `${id} ${index} ${count}`);
        return {
            subject: index === count - 1 ? subject : `${subject}~${index}`,
            payload: payload.subarray(index * room, (index + 1) * room),
            headers: head,
        };
    });
}
/**
 * Joins parts again. What is incomplete stays unconfirmed, so that nothing is lost with this process; parts that a newer
 * message of their subject has overtaken are handed to `overtaken`, to be confirmed.
 */
export class PartJoiner {
    overtaken;
    /** By subject, the oldest first. */
    held = new Map();
    bytes = 0;
    constructor(overtaken) {
        this.overtaken = overtaken;
    }
    /** Undefined: more parts are to come. */
    take(message) {
        const head = headOf(message);
        const subject = message.subject.replace(/~\d+$/, '');
        const sequence = streamSequence(message);
        const known = this.held.get(subject);
        if (known && known.id !== head?.id) {
            if (known.newest > sequence) {
                if (!head)
                    return { subject, data: message.data, parts: [message] };
                this.overtaken(message);
                return undefined;
            }
            this.release(subject, known, true);
        }
        if (!head)
            return { subject, data: message.data, parts: [message] };
        return this.hold(subject, head, message);
    }
    /** The connection is another one: everything that is not confirmed comes again. */
    clear() {
        this.held.clear();
        this.bytes = 0;
    }
    hold(subject, { id, index, count }, message) {
        const known = this.held.get(subject);
        const parts = known ? [...known.parts] : Array.from({ length: count });
        const before = parts[index]?.data.byteLength ?? 0;
        parts[index] = message;
        const grown = message.data.byteLength - before;
        this.bytes += grown;
        const held = {
            id,
            parts,
            newest: Math.max(known?.newest ?? 0, streamSequence(message)),
            bytes: (known?.bytes ?? 0) + grown,
        };
        this.held.set(subject, held);
        const all = parts.filter((part) => part !== undefined);
        if (all.length === count) {
            this.release(subject, held, false);
            return { subject, data: Buffer.concat(all.map(({ data }) => data)), parts: all };
        }
        this.makeRoom();
        return undefined;
    }
    release(subject, held, overtaken) {
        this.held.delete(subject);
        this.bytes -= held.bytes;
        if (!overtaken)
            return;
        for (const part of held.parts)
            if (part)
                this.overtaken(part);
    }
    /** The oldest come again after the ack wait. */
    makeRoom() {
        for (const [subject, held] of this.held) {
            if (this.bytes <= MAX_HELD_BYTES || this.held.size === 1)
                return;
            this.release(subject, held, false);
        }
    }
}
function headOf(message) {
    const text = message.headers?.get(HEADER) ?? '';
    const match = /^(\S{1,64}) (\d{1,4}) (\d{1,4})$/.exec(text);
    const [id = '', index, count] = match?.slice(1) ?? [];
    return match && Number(index) < Number(count)
        ? { id, index: Number(index), count: Number(count) }
        : undefined;
}
/** From the acknowledgement subject; see `deliveryCount`. */
function streamSequence(message) {
    const tokens = (message.reply ?? '').split('.');
    return Number(tokens[tokens.length >= 11 ? 7 : 5] ?? 0) || 0;
}
//# sourceMappingURL=parts.js.map