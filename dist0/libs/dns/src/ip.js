import { isIP } from 'node:net';
/** The octets of an IPv4 (4) or IPv6 (16) address; undefined for other text. Zones (`%eth0`) are left out. */
export function ipOctets(text) {
    const plain = text.split('%', 1)[0] ?? '';
    switch (isIP(plain)) {
        case 4:
            return Buffer.from(plain.split('.').map(Number));
        case 6:
            return ipv6Octets(plain);
        default:
            return undefined;
    }
}
function ipv6Octets(text) {
    const dotted = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
    const tail = dotted === undefined ? [] : dotted.split('.').map(Number);
    const groups = dotted === undefined ? text : text.slice(0, -dotted.length).replace(/([^:]):$/, '$1');
    const [before = '', after = ''] = groups.split('::', 2);
    const head = groupsOf(before);
    const end = groupsOf(after);
    const octets = Buffer.alloc(16);
    for (const [at, group] of head.entries())
        octets.writeUInt16BE(group, at * 2);
    const begin = 16 - tail.length - end.length * 2;
    for (const [at, group] of end.entries())
        octets.writeUInt16BE(group, begin + at * 2);
    octets.set(tail, 16 - tail.length);
    return octets;
}
function groupsOf(text) {
    return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
/** The address of 4 or 16 octets, as RFC 5952 writes it. Throws RangeError for another number of them. */
export function ipText(octets) {
    if (octets.length === 4)
        return octets.join('.');
    if (octets.length !== 16)
        throw new RangeError('an address has 4 or 16 octets');
    const groups = Array.from({ length: 8 }, (_, at) => (((octets[at * 2] ?? 0) << 8) | (octets[at * 2 + 1] ?? 0)).toString(16));
    const run = longestZeroRun(groups);
    if (run.length < 2)
        return groups.join(':');
    return `${groups.slice(0, run.at).join(':')}::${groups.slice(run.at + run.length).join(':')}`;
}
function longestZeroRun(groups) {
    let best = { at: 0, length: 0 };
    for (let at = 0; at < groups.length; at += 1) {
        let length = 0;
        while (groups[at + length] === '0')
            length += 1;
        if (length > best.length)
            best = { at, length };
    }
    return best;
}
/** IPv4 addresses that came in over an IPv6 socket (`::ffff:1.2.3.4`), as what they are. */
export function plainIp(text) {
    return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text;
}
//# sourceMappingURL=ip.js.map