import { ipOctets, ipText } from './ip.js';
import {} from './message.js';
import { MalformedError } from './reader.js';
export const OPTION_CLIENT_SUBNET = 8;
/** Octets of an address by family. */
const ADDRESS_OCTETS = { 1: 4, 2: 16 };
/** How much of an address an answer may depend on: more would be of one client alone. */
const SCOPE_LIMIT = { 1: 24, 2: 56 };
/**
 * The client subnet of a message. Malformed (RFC 7871 section 7.1.2) where the family is unknown, a prefix is too long, the
 * address is not just as long as the prefix needs, or has bits beyond it.
 */
export function readClientSubnet(option) {
    const family = option.u16();
    if (family !== 1 && family !== 2)
        throw new MalformedError('an unknown family of addresses');
    const sourcePrefix = option.u8();
    const scopePrefix = option.u8();
    const octets = ADDRESS_OCTETS[family];
    if (sourcePrefix > octets * 8 || scopePrefix > octets * 8)
        throw new MalformedError('a prefix is too long');
    if (option.left !== Math.ceil(sourcePrefix / 8))
        throw new MalformedError('an address is not as long as its prefix');
    const address = Buffer.alloc(octets);
    address.set(option.bytes(option.left));
    if (!masked(address, sourcePrefix).equals(address))
        throw new MalformedError('an address goes beyond its prefix');
    return { family, sourcePrefix, scopePrefix, address: ipText(address) };
}
/** The option's data. Bits of the address beyond the prefix are not sent. */
export function clientSubnetOctets({ family, sourcePrefix, scopePrefix, address }) {
    const octets = masked(ipOctets(address) ?? Buffer.alloc(ADDRESS_OCTETS[family]), sourcePrefix);
    const kept = octets.subarray(0, Math.ceil(sourcePrefix / 8));
    return Buffer.concat([Buffer.from([0, family, sourcePrefix, scopePrefix]), kept]);
}
function masked(octets, prefix) {
    return Buffer.from(octets.map((octet, at) => octet & (0xff << (8 - Math.min(8, Math.max(0, prefix - at * 8))))));
}
/** The network (`1.2.3.0/24`, `2001:db8:a:b::/56`) that an answer to this address may depend on. */
export function networkOf(address) {
    const octets = ipOctets(address);
    if (octets === undefined)
        return address;
    const prefix = SCOPE_LIMIT[octets.length === 4 ? 1 : 2];
    return `${ipText(masked(octets, prefix))}/${prefix}`;
}
/** The scope of an answer that was chosen by this subnet. */
export function scopeOf({ family, sourcePrefix }) {
    return Math.min(sourcePrefix, SCOPE_LIMIT[family]);
}
//# sourceMappingURL=client-subnet.js.map