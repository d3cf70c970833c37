/** A DNS message as data (RFC 1035, RFC 6891, RFC 7871). Names are text as in name-text.ts. */

/** Response codes that are used here. */
export const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;
export type Rcode = keyof typeof RCODES;

/** Types that are read and written as data; others are octets. */
export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  HINFO: 13,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
} as const;
export type TypeName = keyof typeof TYPES;

/** Types that are only asked for. */
export const TYPE_OPT = 41;
export const TYPE_IXFR = 251;
export const TYPE_AXFR = 252;
export const TYPE_ANY = 255;
export const CLASS_IN = 1;

export interface Question {
  /** In the case in which it was asked. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export type RecordData =
  /** `octets`: the same address, where it was looked at before. */
  | { readonly type: 'A' | 'AAAA'; readonly address: string; readonly octets?: Uint8Array }
  | { readonly type: 'CNAME' | 'NS'; readonly target: string }
  | Soa
  | { readonly type: 'TXT'; readonly texts: readonly string[] }
  | { readonly type: 'HINFO'; readonly cpu: string; readonly os: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | { readonly type: 'other'; readonly code: number; readonly octets: Uint8Array };

/** Times in seconds. */
export interface Soa {
  readonly type: 'SOA';
  readonly primary: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export interface ResourceRecord {
  readonly name: string;
  readonly ttl: number;
  readonly data: RecordData;
}

/** The part of the client's address that a resolver passes on (RFC 7871). */
export interface ClientSubnet {
  readonly family: 1 | 2;
  readonly sourcePrefix: number;
  readonly scopePrefix: number;
  /** Whole, the rest of it 0. */
  readonly address: string;
}

export interface Edns {
  /** Largest answer over UDP that the asker takes. */
  readonly udpBytes: number;
  readonly version: number;
  /** DNSSEC OK: copied into the answer (RFC 3225). */
  readonly dnssecOk: boolean;
  readonly subnet?: ClientSubnet;
}

export interface Header {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  /** The low four bits; with EDNS the whole code is `Message.rcode`. */
  readonly rcode: number;
}

export interface Message {
  readonly header: Header;
  /** With the upper bits that EDNS carries. */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  readonly edns?: Edns;
}
