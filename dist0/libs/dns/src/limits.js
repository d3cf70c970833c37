/** Octets of one label and of one name (RFC 1035 section 2.3.4). */
export const MAX_LABEL_OCTETS = 63;
export const MAX_NAME_OCTETS = 255;
/** Compression pointers followed in one name: more than any honest message needs. */
export const MAX_POINTERS = 32;
/** Records of one message that are read. */
export const MAX_RECORDS = 512;
/** An answer over UDP: to whom says nothing of it, and at most (RFC 9715: nothing is fragmented). */
export const MIN_UDP_BYTES = 512;
export const MAX_UDP_BYTES = 1_232;
/** A message over TCP: the length is 16 bits. */
export const MAX_TCP_BYTES = 65_535;
/** A question over TCP; an honest one has less than 600 bytes. */
export const MAX_QUERY_BYTES = 4_096;
/** CNAMEs that are followed for one question. */
export const MAX_ALIASES = 8;
/** Addresses in one answer; which ones, of more, turns with the question. */
export const MAX_ADDRESSES = 16;
/** TCP connections at once, how long one may be silent, and how long it may live. */
export const MAX_TCP_CONNECTIONS = 256;
export const TCP_IDLE_MS = 10_000;
export const TCP_LIFETIME_MS = 120_000;
/** Answers over UDP that wait to be sent; more are dropped. */
export const MAX_UDP_PENDING = 4_096;
/** Answers per second to one network (/24, /56) over UDP, and networks that are remembered. */
export const MAX_ANSWERS_PER_SECOND = 1_000;
export const MAX_NETWORKS = 65_536;
/** Record sets of one owner in a zone, and of a zone. */
export const MAX_OWNER_SETS = 4_096;
export const MAX_ZONE_SETS = 1_000_000;
//# sourceMappingURL=limits.js.map