import { StatusError } from '#libs/apimachinery';
import { ipOctets } from './ip.js';
import { type RecordData } from './message.js';
import { wrongName } from './name-text.js';

/** All records of one name and type, as plain data that fits into a message to an edge. */
export interface RecordSet {
  /** Fully qualified, in lower case, without a dot at its end. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'SRV';
  /** Seconds. */
  readonly ttl: number;
  /** Addresses, one target, texts, or `priority weight port target`. */
  readonly values: readonly string[];
  /** Values for clients of a region, where they differ from those for everybody. */
  readonly near?: Readonly<Record<string, readonly string[]>>;
}

/** Longest a record may be cached (RFC 2181 section 8). */
const MAX_TTL_SECONDS = 2 ** 31 - 1;

/** One value as data. Throws Invalid for what is none of that type. */
export function parseValue(type: RecordSet['type'], value: string): RecordData {
  switch (type) {
    case 'A':
    case 'AAAA': {
      const octets = ipOctets(value);
      if (octets?.length !== (type === 'A' ? 4 : 16)) throw wrong(type, value);
      return { type, address: value, octets };
    }
    case 'CNAME':
      return { type, target: parseTarget(type, value) };
    case 'TXT':
      if (Buffer.byteLength(value, 'latin1') > 255) throw wrong(type, value);
      return { type, texts: [value] };
    case 'SRV':
      return parseSrv(value);
  }
}

function parseSrv(value: string): RecordData {
  const [, ...fields] = /^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)$/.exec(value) ?? [];
  const [priority = NaN, weight = NaN, port = NaN] = fields.slice(0, 3).map(Number);
  if (![priority, weight, port].every((one) => one <= 0xffff)) throw wrong('SRV', value);
  return { type: 'SRV', priority, weight, port, target: parseTarget('SRV', fields[3] ?? '') };
}

/** Throws Invalid for a set that no zone can hold. */
export function checkRecordSet({ name, type, ttl, values }: RecordSet): void {
  const says = name === name.toLowerCase() ? wrongName(name) : 'is not in lower case';
  if (says !== undefined)
    throw new StatusError('Invalid', `record set ${JSON.stringify(name)}: its name ${says}`);
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL_SECONDS)
    throw new StatusError('Invalid', `record set ${name} ${type}: ${ttl} is no time to live`);
  if (values.length === 0 || (type === 'CNAME' && values.length > 1))
    throw new StatusError('Invalid', `record set ${name} ${type}: ${values.length} values`);
}

function parseTarget(type: string, target: string): string {
  if (target === '' || wrongName(target) !== undefined) throw wrong(type, target);
  return target.toLowerCase();
}

function wrong(type: string, value: string): StatusError {
  return new StatusError('Invalid', `${JSON.stringify(value.slice(0, 300))} is no value of type ${type}`);
}
