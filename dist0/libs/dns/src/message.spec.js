import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ipOctets, ipText, plainIp } from './ip.js';
import { decodeMessage, encodeMessage } from './index.js';
import { isWithin, labelsOf, parentOf, wrongName } from './name-text.js';
import { respond } from './respond.js';
import { Zone, Zones } from './zone.js';
const RUNS = { numRuns: 1_000 };
const label = fc.oneof(fc.stringMatching(/^[a-z0-9_-]{1,20}$/), fc
    .uint8Array({ minLength: 1, maxLength: 12 })
    .map((octets) => [...octets].map((one) => `\\${String(one).padStart(3, '0')}`).join('')));
/** As the decoder writes it: escapes only where they are needed; in lower case, for compression looks at no case. */
const name = fc.array(label, { maxLength: 8 }).map((labels) => canonical(labels.join('.')));
const uint16 = fc.nat(0xffff);
const uint32 = fc.nat(0xffffffff);
const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(ipText);
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(ipText);
const latin = fc.uint8Array({ maxLength: 255 }).map((octets) => Buffer.from(octets).toString('latin1'));
function canonical(text) {
    return text.replace(/\\(\d{3})/g, (whole, code) => {
        const char = String.fromCharCode(Number(code)).toLowerCase();
        if (char === '.' || char === '\\')
            return `\\${char}`;
        return char > ' ' && char < '\x7f' ? char : whole;
    });
}
const data = fc.oneof(fc.record({ type: fc.constant('A'), address: ipv4 }), fc.record({ type: fc.constant('AAAA'), address: ipv6 }), fc.record({ type: fc.constantFrom('CNAME', 'NS'), target: name }), fc.record({ type: fc.constant('TXT'), texts: fc.array(latin, { minLength: 1, maxLength: 3 }) }), fc.record({ type: fc.constant('HINFO'), cpu: latin, os: latin }), fc.record({
    type: fc.constant('SRV'),
    priority: uint16,
    weight: uint16,
    port: uint16,
    target: name,
}), fc.record({
    ...{ type: fc.constant('SOA'), primary: name, mailbox: name, serial: uint32, refresh: uint32 },
    ...{ retry: uint32, expire: uint32, minimum: uint32 },
}), fc.record({
    type: fc.constant('other'),
    code: fc.constantFrom(12, 15, 257, 65_000),
    octets: fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets)),
}));
const records = fc.array(fc.record({ name, ttl: uint32, data }), {
    maxLength: 4,
});
const subnet = fc.oneof(fc.nat(32).chain((prefix) => subnetOf(1, 4, prefix)), fc.nat(128).chain((prefix) => subnetOf(2, 16, prefix)));
function subnetOf(family, octets, sourcePrefix) {
    const bits = fc.uint8Array({ minLength: octets, maxLength: octets });
    return bits.map((address) => ({
        ...{ family, sourcePrefix, scopePrefix: 0 },
        address: ipText(address.map((one, at) => one & (0xff00 >> Math.min(8, Math.max(0, sourcePrefix - at * 8))))),
    }));
}
const edns = fc.oneof(fc.record({ udpBytes: uint16, version: fc.nat(255), dnssecOk: fc.boolean() }), fc.record({ udpBytes: uint16, version: fc.constant(0), dnssecOk: fc.boolean(), subnet }));
const message = fc
    .record({
    header: fc.record({
        ...{ id: uint16, isResponse: fc.boolean(), opcode: fc.nat(15), authoritative: fc.boolean() },
        ...{
            truncated: fc.boolean(),
            recursionDesired: fc.boolean(),
            recursionAvailable: fc.boolean(),
            rcode: fc.nat(15),
        },
    }),
    questions: fc.array(fc.record({ name, type: uint16, class: uint16 }), { maxLength: 2 }),
    ...{ answers: records, authority: records, additional: records },
    edns: fc.option(edns, { nil: undefined }),
    upper: fc.nat(0xff),
})
    .map(({ edns: options, upper, ...rest }) => ({
    ...rest,
    rcode: options === undefined ? rest.header.rcode : (upper << 4) | rest.header.rcode,
    ...(options === undefined ? {} : { edns: options }),
}));
describe('messages', () => {
    it('come back from the wire as they went', () => {
        fc.assert(fc.property(message, (one) => {
            expect(decodeMessage(encodeMessage(one))).toEqual({ message: one });
        }), RUNS);
    });
    it('never make the decoder throw, whatever the octets', () => {
        fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (octets) => {
            const decoded = decodeMessage(Buffer.from(octets));
            return 'message' in decoded || decoded.malformed !== '';
        }), { numRuns: 5_000 });
    });
    it('never make the server throw, where octets of real ones are changed, cut or repeated', () => {
        const zone = new Zone({ domain: 'example.com', nameservers: ['ns.example.com'] });
        zone.replace('web', [{ name: 'web.example.com', type: 'A', ttl: 5, values: ['10.0.0.1'] }]);
        const zones = new Zones([zone]);
        const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 });
        fc.assert(fc.property(message, changes, fc.nat(500), fc.nat(80), (one, changed, end, repeat) => {
            const asked = { ...one, header: { ...one.header, isResponse: false, opcode: 0 } };
            const octets = Buffer.from(encodeMessage(asked));
            for (const [at, value] of changed)
                if (at < octets.length)
                    octets[at] = value;
            const cut = octets.subarray(0, Math.max(0, octets.length - end));
            const sent = Buffer.concat([cut, octets.subarray(0, repeat)]);
            const response = respond(sent, {
                zones,
                locate: () => undefined,
                from: '192.0.2.1',
                transport: 'udp',
            });
            if (response === undefined)
                return;
            const answer = decodeMessage(response.octets);
            expect(response.octets.length).toBeLessThanOrEqual(1_232);
            expect(answer).toMatchObject({ message: { header: { id: sent.readUInt16BE(0), isResponse: true } } });
        }), RUNS);
    });
    it('are compressed: eight addresses of a long name fit where no EDNS is', () => {
        const long = 'web.production.federation.svc.example.com';
        const answers = Array.from({ length: 8 }, (_, at) => ({
            name: long,
            ttl: 10,
            data: { type: 'A', address: `10.0.0.${at}` },
        }));
        const header = {
            ...{ id: 1, isResponse: true, opcode: 0, authoritative: true, truncated: false },
            ...{ recursionDesired: false, recursionAvailable: false, rcode: 0 },
        };
        const octets = encodeMessage({
            ...{ header, rcode: 0, questions: [{ name: long.toUpperCase(), type: 1, class: 1 }], answers },
            ...{ authority: [], additional: [] },
        });
        expect(octets.length).toBe(12 + long.length + 2 + 4 + 8 * 16);
    });
    const header = '0001 0100 0001 0000 0000 0000';
    const withOpt = '0001 0100 0001 0000 0000 0001';
    const question = '0161 00 0001 0001';
    it.each([
        ['nothing', '', 'the message ends too early'],
        ['half a header', '0001 0100', 'the message ends too early'],
        ['a pointer to itself', `${header} c00c 0001 0001`, 'a pointer leads nowhere'],
        ['a pointer forward', `${header} c020 0001 0001`, 'a pointer leads nowhere'],
        ['two pointers around', `${header} 0161 c00c 0001 0001`, 'a pointer leads nowhere'],
        ['a label of a kind that never came', `${header} 4161 00 0001 0001`, 'an unknown kind of label'],
        ['a label beyond the end', `${header} 0561`, 'the message ends too early'],
        [
            'a name of 256 octets',
            `${header} ${'3f'.padEnd(128, '61').repeat(4)} 00 0001 0001`,
            'a name is too long',
        ],
        ['more records than anyone sends', '0001 0100 0001 ffff 0000 0000', 'too many records'],
        ['a record that is not there', `0001 0100 0001 0001 0000 0000 ${question}`, 'the message ends too early'],
        [
            'an address of three octets',
            `0001 0100 0000 0001 0000 0000 00 0001 0001 00000000 0003 010203`,
            'the message ends too early',
        ],
        [
            'an address of five octets',
            `0001 0100 0000 0001 0000 0000 00 0001 0001 00000000 0005 0102030405`,
            'a record is longer than its data',
        ],
        [
            'EDNS twice',
            `0001 0100 0001 0000 0000 0002 ${question} ${'00 0029 0400 00000000 0000'.repeat(2)}`,
            'EDNS is there twice',
        ],
        ['EDNS with a name', `${withOpt} ${question} 0161 00 0029 0400 00000000 0000`, 'EDNS has a name'],
        [
            'an option beyond its record',
            `${withOpt} ${question} 00 0029 0400 00000000 0004 0008 00ff`,
            'the message ends too early',
        ],
        [
            'a subnet of no family',
            `${withOpt} ${question} 00 0029 0400 00000000 0008 0008 0004 0003 0000`,
            'an unknown family of addresses',
        ],
        [
            'a subnet of 33 bits',
            `${withOpt} ${question} 00 0029 0400 00000000 000d 0008 0009 0001 2100 c000020180`,
            'a prefix is too long',
        ],
        [
            'a subnet without its address',
            `${withOpt} ${question} 00 0029 0400 00000000 0008 0008 0004 0001 1800`,
            'an address is not as long as its prefix',
        ],
        [
            'a subnet with bits beyond it',
            `${withOpt} ${question} 00 0029 0400 00000000 000b 0008 0007 0001 1400 c000ff`,
            'an address goes beyond its prefix',
        ],
    ])('are refused: %s', (_name, hex, says) => {
        expect(decodeMessage(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toMatchObject({ malformed: says });
    });
});
describe('names as text', () => {
    it.each([
        ['', []],
        ['a.b', ['a', 'b']],
        ['a\\.b.c', ['a\\.b', 'c']],
        ['a\\\\.b', ['a\\\\', 'b']],
    ])('%s has its labels', (text, labels) => {
        expect(labelsOf(text)).toEqual(labels);
        expect(parentOf(text)).toBe(labels.slice(1).join('.'));
    });
    it.each([
        ['a.example.com', 'example.com', true],
        ['example.com', 'example.com', true],
        ['aexample.com', 'example.com', false],
        ['a\\.example.com', 'example.com', false],
        ['a\\\\.example.com', 'example.com', true],
        ['com', 'example.com', false],
        ['com', '', true],
    ])('%s within %s: %s', (text, ancestor, expected) => {
        expect(isWithin(text, ancestor)).toBe(expected);
    });
    it.each([
        ['a.b', undefined],
        ['', undefined],
        ['a..b', 'a label has 1 to 63 octets'],
        ['a.', 'a label has 1 to 63 octets'],
        ['a'.repeat(64), 'a label has 1 to 63 octets'],
        ['a\\', 'an escape is \\X or \\DDD'],
        ['a\\25', 'an escape is \\X or \\DDD'],
        ['a\\256', 'an escape is at most \\255'],
        [Array.from({ length: 128 }, () => 'a').join('.'), 'has more than 255 octets'],
    ])('%s: %s', (text, says) => {
        expect(wrongName(text)).toBe(says);
    });
});
describe('addresses', () => {
    it('come back from octets as they went', () => {
        fc.assert(fc.property(fc.oneof(ipv4, ipv6), (text) => {
            expect(ipText(ipOctets(text))).toBe(text);
        }), RUNS);
    });
    it.each([
        ['::', '::'],
        ['::1', '::1'],
        ['1::', '1::'],
        ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
        ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
        ['::ffff:1.2.3.4', '::ffff:102:304'],
        ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
        ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
        ['fe80::1%eth0', 'fe80::1'],
    ])('%s is %s', (given, expected) => {
        expect(ipText(ipOctets(given))).toBe(expected);
    });
    it.each(['', '1.2.3', '1.2.3.400', ':::', '1::2::3', 'example.com'])('%s is none', (text) => {
        expect(ipOctets(text)).toBeUndefined();
    });
    it('of IPv4 over an IPv6 socket are plain', () => {
        expect([plainIp('::ffff:10.0.0.1'), plainIp('10.0.0.1'), plainIp('::1')]).toEqual([
            '10.0.0.1',
            '10.0.0.1',
            '::1',
        ]);
    });
});
//# sourceMappingURL=message.spec.js.map