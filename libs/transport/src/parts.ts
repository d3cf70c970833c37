import { createHash } from 'node:crypto';
import { headers, type Msg, type MsgHdrs } from 'nats';
import { MAX_HELD_BYTES, PART_MARGIN_BYTES } from './limits.js';

/**
 * Messages larger than a broker takes (1 MiB by default) travel in parts: all but the last under the subject with `~0`,
 * `~1`..., the last under the subject itself. Each is a last value of its own; a header says what belongs together.
 */
const HEADER = 'Meridian-Part';

/** One message as it is published. */
export interface Part {
  readonly subject: string;
  readonly payload: Uint8Array;
  /** Absent for what is whole. */
  readonly headers?: MsgHdrs;
}

/** `payload` in parts that a broker with `maxPayload` takes, in the order of publishing. */
export function splitMessage(subject: string, payload: Uint8Array, maxPayload: number): Part[] {
  if (payload.byteLength <= maxPayload) return [{ subject, payload }];
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

/** What arrived: whole, or joined from `parts`, which are confirmed together. */
export interface Arrived {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly parts: readonly Msg[];
}

interface Held {
  readonly id: string;
  readonly parts: (Msg | undefined)[];
  readonly newest: number;
  readonly bytes: number;
}

interface PartHead {
  readonly id: string;
  readonly index: number;
  readonly count: number;
}

/**
 * Joins parts again. What is incomplete stays unconfirmed, so that nothing is lost with this process; parts that a newer
 * message of their subject has overtaken are handed to `overtaken`, to be confirmed.
 */
export class PartJoiner {
  /** By subject, the oldest first. */
  private readonly held = new Map<string, Held>();
  private bytes = 0;

  constructor(private readonly overtaken: (part: Msg) => void) {}

  /** Undefined: more parts are to come. */
  take(message: Msg): Arrived | undefined {
    const head = headOf(message);
    const subject = message.subject.replace(/~\d+$/, '');
    const sequence = streamSequence(message);
    const known = this.held.get(subject);
    if (known && known.id !== head?.id) {
      if (known.newest > sequence) {
        if (!head) return { subject, data: message.data, parts: [message] };
        this.overtaken(message);
        return undefined;
      }
      this.release(subject, known, true);
    }
    if (!head) return { subject, data: message.data, parts: [message] };
    return this.hold(subject, head, message);
  }

  /** The connection is another one: everything that is not confirmed comes again. */
  clear(): void {
    this.held.clear();
    this.bytes = 0;
  }

  private hold(subject: string, { id, index, count }: PartHead, message: Msg): Arrived | undefined {
    const known = this.held.get(subject);
    const parts = known ? [...known.parts] : Array.from<Msg | undefined>({ length: count });
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

  private release(subject: string, held: Held, overtaken: boolean): void {
    this.held.delete(subject);
    this.bytes -= held.bytes;
    if (!overtaken) return;
    for (const part of held.parts) if (part) this.overtaken(part);
  }

  /** The oldest come again after the ack wait. */
  private makeRoom(): void {
    for (const [subject, held] of this.held) {
      if (this.bytes <= MAX_HELD_BYTES || this.held.size === 1) return;
      this.release(subject, held, false);
    }
  }
}

function headOf(message: Msg): PartHead | undefined {
  const text = message.headers?.get(HEADER) ?? '';
  const match = /^(\S{1,64}) (\d{1,4}) (\d{1,4})$/.exec(text);
  const [id = '', index, count] = match?.slice(1) ?? [];
  return match && Number(index) < Number(count)
    ? { id, index: Number(index), count: Number(count) }
    : undefined;
}

/** From the acknowledgement subject; see `deliveryCount`. */
function streamSequence(message: Msg): number {
  const tokens = (message.reply ?? '').split('.');
  return Number(tokens[tokens.length >= 11 ? 7 : 5] ?? 0) || 0;
}
