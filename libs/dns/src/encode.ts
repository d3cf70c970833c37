import { clientSubnetOctets, OPTION_CLIENT_SUBNET } from './client-subnet.js';
import { ipOctets } from './ip.js';
import {
  CLASS_IN,
  TYPE_OPT,
  TYPES,
  type Edns,
  type Message,
  type RecordData,
  type ResourceRecord,
  type Soa,
} from './message.js';
import { MAX_LABEL_OCTETS } from './limits.js';
import { firstLabel, isPlain, labelsOf, unescapeLabel } from './name-text.js';

/** Pointers have 14 bits. */
const MAX_POINTER = 0x3fff;

/** Writes a message; names are compressed by the names before them, whatever their case. */
class MessageWriter {
  private octets = Buffer.allocUnsafe(512);
  private length = 0;
  private readonly offsets = new Map<string, number>();
  /** The last name written out. Most answers repeat the question's name, and then nothing more needs to be indexed. */
  private latest = { name: '', at: 0, plain: 0 };

  u8(value: number): void {
    const at = this.room(1);
    this.octets.writeUInt8(value, at);
  }

  u16(value: number): void {
    const at = this.room(2);
    this.octets.writeUInt16BE(value, at);
  }

  u32(value: number): void {
    const at = this.room(4);
    this.octets.writeUInt32BE(value, at);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.octets.set(bytes, at);
  }

  name(name: string): void {
    if (name !== '' && name === this.latest.name) {
      this.u16(0xc000 | this.latest.at);
      return;
    }
    this.index(this.latest);
    let key = name.toLowerCase();
    const begin = this.length;
    let plain = 0;
    while (key !== '') {
      const offset = this.offsets.size === 0 ? undefined : this.offsets.get(key);
      if (offset !== undefined) {
        this.u16(0xc000 | offset);
        break;
      }
      const { length } = firstLabel(key);
      const from = name.length - key.length;
      if (key.length === length + 1) throw new RangeError('a name has no empty label at its end');
      this.plainLabel(name.slice(from, from + length));
      plain += 1;
      key = key.slice(length + 1);
    }
    if (key === '') this.u8(0);
    // A name that is but a pointer has been indexed where that points to.
    if (plain > 0 && begin <= MAX_POINTER) this.latest = { name, at: begin, plain };
  }

  /** A name that readers do not expect compressed (RFC 3597: only the types of RFC 1035 may be). */
  plainName(name: string): void {
    for (const label of labelsOf(name)) this.plainLabel(label);
    this.u8(0);
  }

  /** At most 255 octets, with their number before them. */
  text(text: string): void {
    const octets = Buffer.from(text, 'latin1');
    this.u8(octets.length);
    this.bytes(octets);
  }

  /** What `write` writes, with its length in 16 bits before it. */
  counted(write: () => void): void {
    const at = this.room(2);
    write();
    this.octets.writeUInt16BE(this.length - at - 2, at);
  }

  finish(): Buffer {
    return this.octets.subarray(0, this.length);
  }

  /** Notes where the written labels of a name begin, so that later names can point there. */
  private index({ name, at, plain }: { name: string; at: number; plain: number }): void {
    let key = name.toLowerCase();
    let offset = at;
    for (let label = 0; label < plain; label += 1) {
      if (offset <= MAX_POINTER && !this.offsets.has(key)) this.offsets.set(key, offset);
      offset += this.octets.readUInt8(offset) + 1;
      key = key.slice(firstLabel(key).length + 1);
    }
  }

  /** The usual label is written without a detour: every answer has a dozen of them. */
  private plainLabel(label: string): void {
    const { length } = label;
    if (length > 0 && length <= MAX_LABEL_OCTETS && isPlain(label)) {
      const at = this.room(length + 1);
      this.octets[at] = length;
      for (let index = 0; index < length; index += 1) this.octets[at + 1 + index] = label.charCodeAt(index);
      return;
    }
    const octets = unescapeLabel(label);
    this.u8(octets.length);
    this.bytes(octets);
  }

  /** Makes room and says where; asked for before `octets` is looked at, for it may be another one then. */
  private room(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.octets.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.octets.length * 2));
      this.octets.copy(larger, 0, 0, at);
      this.octets = larger;
    }
    return at;
  }
}

/** The octets of a message. Throws RangeError for names and numbers that do not fit (see `wrongName`). */
export function encodeMessage(message: Message): Buffer {
  const writer = new MessageWriter();
  const { header, rcode, questions, answers, authority, additional, edns } = message;
  writer.u16(header.id);
  writer.u16(flagsOf(message));
  writer.u16(questions.length);
  writer.u16(answers.length);
  writer.u16(authority.length);
  writer.u16(additional.length + (edns === undefined ? 0 : 1));
  for (const question of questions) {
    writer.name(question.name);
    writer.u16(question.type);
    writer.u16(question.class);
  }
  for (const record of [...answers, ...authority, ...additional]) writeRecord(writer, record);
  if (edns !== undefined) writeEdns(writer, edns, rcode);
  return writer.finish();
}

function flagsOf({ header, rcode }: Message): number {
  return (
    (header.isResponse ? 0x8000 : 0) |
    (header.opcode << 11) |
    (header.authoritative ? 0x0400 : 0) |
    (header.truncated ? 0x0200 : 0) |
    (header.recursionDesired ? 0x0100 : 0) |
    (header.recursionAvailable ? 0x0080 : 0) |
    (rcode & 0xf)
  );
}

function writeRecord(writer: MessageWriter, { name, ttl, data }: ResourceRecord): void {
  writer.name(name);
  writer.u16(data.type === 'other' ? data.code : TYPES[data.type]);
  writer.u16(CLASS_IN);
  writer.u32(ttl);
  writer.counted(() => writeData(writer, data));
}

function writeData(writer: MessageWriter, data: RecordData): void {
  switch (data.type) {
    case 'A':
    case 'AAAA':
      writer.bytes(data.octets ?? addressOctets(data));
      break;
    case 'CNAME':
    case 'NS':
      writer.name(data.target);
      break;
    case 'HINFO':
      writer.text(data.cpu);
      writer.text(data.os);
      break;
    case 'TXT':
      for (const text of data.texts) writer.text(text);
      break;
    case 'SRV':
      writer.u16(data.priority);
      writer.u16(data.weight);
      writer.u16(data.port);
      writer.plainName(data.target);
      break;
    case 'SOA':
      writeSoa(writer, data);
      break;
    case 'other':
      writer.bytes(data.octets);
  }
}

function writeSoa(writer: MessageWriter, soa: Soa): void {
  writer.name(soa.primary);
  writer.name(soa.mailbox);
  for (const value of [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum]) writer.u32(value);
}

function addressOctets({ type, address }: { readonly type: 'A' | 'AAAA'; readonly address: string }): Buffer {
  const octets = ipOctets(address);
  if (octets?.length !== (type === 'A' ? 4 : 16))
    throw new RangeError(`${address} is no address of type ${type}`);
  return octets;
}

function writeEdns(writer: MessageWriter, edns: Edns, rcode: number): void {
  writer.u8(0);
  writer.u16(TYPE_OPT);
  writer.u16(edns.udpBytes);
  writer.u32((rcode >>> 4) * 0x1000000 + edns.version * 0x10000 + (edns.dnssecOk ? 0x8000 : 0));
  writer.counted(() => {
    if (edns.subnet === undefined) return;
    const octets = clientSubnetOctets(edns.subnet);
    writer.u16(OPTION_CLIENT_SUBNET);
    writer.u16(octets.length);
    writer.bytes(octets);
  });
}
