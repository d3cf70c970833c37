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
};
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
};
/** Types that are only asked for. */
export const TYPE_OPT = 41;
export const TYPE_IXFR = 251;
export const TYPE_AXFR = 252;
export const TYPE_ANY = 255;
export const CLASS_IN = 1;
//# sourceMappingURL=message.js.map