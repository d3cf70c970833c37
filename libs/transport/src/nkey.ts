import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { nkeys } from 'nats';

/** Who a process is to the broker. */
export interface NatsIdentity {
  /** `U...`: goes into the join request. */
  readonly publicKey: string;
  /** `SU...`: stays with its maker. */
  readonly seed: string;
}

/** The library's own types are lost in its re-export. */
const library = nkeys as { createUser(): { getPublicKey(): string; getSeed(): Uint8Array } };

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The fixed DER head of an Ed25519 key in PKCS#8 (RFC 8410); the 32 raw bytes follow. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A fresh identity for a joining process or a hub. */
export function createNatsIdentity(): NatsIdentity {
  const pair = library.createUser();
  return { publicKey: pair.getPublicKey(), seed: Buffer.from(pair.getSeed()).toString('ascii') };
}

/**
 * Signs with an nkey seed. On node:crypto: the JavaScript of the nkeys library takes 11 ms for one signature, and a
 * thousand agents reconnect at once.
 */
export function nkeySigner(seed: string): (data: Uint8Array) => Uint8Array {
  const key = ed25519Key(seed);
  return (data) => sign(null, data, key);
}

/** A seed is base32 of two prefix bytes, the 32 secret bytes and a CRC. */
function ed25519Key(seed: string): KeyObject {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const char of seed) {
    const digit = BASE32.indexOf(char);
    if (digit < 0) throw new TypeError('not an nkey seed');
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  const raw = Buffer.from(bytes).subarray(2, 34);
  if (raw.byteLength !== 32) throw new TypeError('not an nkey seed');
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, raw]), format: 'der', type: 'pkcs8' });
}
