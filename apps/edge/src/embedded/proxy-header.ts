/**
 * The head of a connection by the PROXY protocol, version 2 (its text: haproxy.org, proxy-protocol.txt): who the client is, said by a load
 * balancer before the client's own first byte.
 */

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
/** Signature, version and command, family and protocol, length of the rest. */
const FIXED_BYTES = 16;
/** Addresses and extensions; a longer head is nobody's whom we know. */
const MAX_REST_BYTES = 4_096;

export type ProxyHead =
  | { readonly kind: 'more' }
  | { readonly kind: 'wrong' }
  /** `address` undefined: the connection is the load balancer's own, or it does not know. */
  | { readonly kind: 'whole'; readonly bytes: number; readonly address: string | undefined };

const [MORE, WRONG]: readonly [ProxyHead, ProxyHead] = [{ kind: 'more' }, { kind: 'wrong' }];

/** Reads what has come so far. */
export function readProxyHead(data: Buffer): ProxyHead {
  const known = Math.min(data.length, SIGNATURE.length);
  if (!data.subarray(0, known).equals(SIGNATURE.subarray(0, known))) return WRONG;
  if (data.length < FIXED_BYTES) return MORE;
  const command = data.readUInt8(12);
  const rest = data.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXIED) || rest > MAX_REST_BYTES) return WRONG;
  const bytes = FIXED_BYTES + rest;
  if (data.length < bytes) return MORE;
  if (command === LOCAL) return { kind: 'whole', bytes, address: undefined };
  return addressOf(data.readUInt8(13) >> 4, data.subarray(FIXED_BYTES, bytes), bytes);
}

const LOCAL = 0x20;
const PROXIED = 0x21;
const FAMILY = { unknown: 0, ipv4: 1, ipv6: 2, unix: 3 } as const;

function addressOf(family: number, rest: Buffer, bytes: number): ProxyHead {
  switch (family) {
    case FAMILY.ipv4:
      return rest.length < 12 ? WRONG : { kind: 'whole', bytes, address: rest.subarray(0, 4).join('.') };
    case FAMILY.ipv6:
      return rest.length < 36 ? WRONG : { kind: 'whole', bytes, address: ipv6(rest) };
    case FAMILY.unknown:
    case FAMILY.unix:
      return { kind: 'whole', bytes, address: undefined };
    default:
      return WRONG;
  }
}

/** In the form that the system writes: short, in lower case. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
