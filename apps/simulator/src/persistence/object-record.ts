import { crc32 } from 'node:zlib';
import { type KubeObject } from '#libs/apimachinery';
import { jsonOf } from '#libs/apiserver';

/** The state of one object at some moment: what snapshot and journal consist of. */
export interface ObjectRecord {
  /** formatObjectKey. */
  readonly key: string;
  /** Undefined: deleted. */
  readonly object: KubeObject | undefined;
}

/** One line: a checksum in hexadecimal, a space, JSON. */
export function encodeRecord({ key, object }: ObjectRecord): string {
  const name = JSON.stringify(key);
  const json = object === undefined ? `[${name}]` : `[${name},${jsonOf(object)}]`;
  return `${checksum(json)} ${json}\n`;
}

/** Undefined: the line is not whole. */
export function decodeRecord(line: string): ObjectRecord | undefined {
  const json = line.slice(9);
  if (line.charAt(8) !== ' ' || checksum(json) !== line.slice(0, 8)) return undefined;
  const [key, object] = JSON.parse(json) as [string, KubeObject?];
  return { key, object };
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
