import { describe, expect, it } from '@jest/globals';
import { StatusError } from '#libs/apimachinery';
import { AnswerLimit } from './answer-limit.js';
import { decodeMessage, encodeMessage, Zone, Zones } from './index.js';
import { TYPE_ANY, TYPE_AXFR, TYPES } from './message.js';
import { respond } from './respond.js';
function set(name, type, values, near) {
    return { name, type, ttl: 10, values, ...(near === undefined ? {} : { near }) };
}
const many = Array.from({ length: 40 }, (_, at) => `10.1.0.${at}`);
const long = 'x'.repeat(255);
function exampleZones() {
    const example = new Zone({ domain: 'example.com', nameservers: ['ns1.example.com', 'ns2.example.com'] });
    example.replace('web', [
        set('web.example.com', 'A', ['10.0.0.1', '10.0.0.2'], { eu: ['10.0.0.1'], us: ['10.0.0.2'] }),
        set('alias.example.com', 'CNAME', ['web.example.com']),
        set('out.example.com', 'CNAME', ['www.elsewhere.org']),
        set('across.example.com', 'CNAME', ['db.prod.svc.clusterset.local']),
        set('lost.example.com', 'CNAME', ['nothing.example.com']),
        set('loop.example.com', 'CNAME', ['pool.example.com']),
        set('pool.example.com', 'CNAME', ['loop.example.com']),
        set('many.example.com', 'A', many),
        set('big.example.com', 'TXT', [long, long.replace('x', 'y'), long.replace('x', 'z')]),
        set('six.example.com', 'AAAA', ['2001:db8::1']),
        set('a.b.deep.example.com', 'A', ['10.0.0.9']),
        set('_http._tcp.web.example.com', 'SRV', ['0 100 80 web.example.com']),
    ]);
    const clusterset = new Zone({ domain: 'clusterset.local', nameservers: [] });
    clusterset.replace('db', [set('db.prod.svc.clusterset.local', 'A', ['10.9.0.1'])]);
    return new Zones([example, clusterset]);
}
const zones = exampleZones();
function queryOf(asked) {
    const { name = 'web.example.com', type = TYPES.A, class: of = 1, id = 0, opcode = 0, isResponse = false, } = asked;
    return encodeMessage({
        header: {
            ...{ id, isResponse, opcode, authoritative: false, truncated: false },
            ...{ recursionDesired: true, recursionAvailable: false, rcode: 0 },
        },
        rcode: 0,
        questions: [{ name, type, class: of }],
        ...{ answers: [], authority: [], additional: [] },
        ...(asked.edns === undefined
            ? {}
            : { edns: { udpBytes: 1_232, version: 0, dnssecOk: false, ...asked.edns } }),
    });
}
function ask(asked, context = {}) {
    const response = respond(queryOf(asked), {
        ...{ zones, locate: () => undefined, from: '192.0.2.1', transport: 'udp' },
        ...context,
    });
    const decoded = decodeMessage(response.octets);
    if ('malformed' in decoded)
        throw new Error(decoded.malformed);
    return decoded.message;
}
/** What each answer says, in short. */
function said({ answers }) {
    return answers.map(({ name, data }) => {
        if ('address' in data)
            return `${name} ${data.address}`;
        return 'target' in data ? `${name} -> ${data.target}` : `${name} ${data.type}`;
    });
}
describe('an answer', () => {
    it.each([
        ['addresses', {}, 'NOERROR', ['web.example.com 10.0.0.1', 'web.example.com 10.0.0.2'], false],
        ['a type that the name has not', { type: TYPES.AAAA }, 'NOERROR', [], true],
        ['a type that nobody knows', { type: 65_280 }, 'NOERROR', [], true],
        ['a name that is not there', { name: 'no.example.com' }, 'NXDOMAIN', [], true],
        ['a name that is only above others', { name: 'deep.example.com' }, 'NOERROR', [], true],
        ['below a name that is there', { name: 'x.web.example.com' }, 'NXDOMAIN', [], true],
        ['an odd name', { name: 'a\\.b.\\000.example.com' }, 'NXDOMAIN', [], true],
        [
            'an alias',
            { name: 'alias.example.com' },
            'NOERROR',
            ['alias.example.com -> web.example.com', 'web.example.com 10.0.0.1', 'web.example.com 10.0.0.2'],
            false,
        ],
        [
            'an alias, asked for itself',
            { name: 'alias.example.com', type: TYPES.CNAME },
            'NOERROR',
            ['alias.example.com -> web.example.com'],
            false,
        ],
        [
            'an alias to what has not that type',
            { name: 'alias.example.com', type: TYPES.AAAA },
            'NOERROR',
            ['alias.example.com -> web.example.com'],
            true,
        ],
        [
            'an alias out of our zones',
            { name: 'out.example.com' },
            'NOERROR',
            ['out.example.com -> www.elsewhere.org'],
            false,
        ],
        [
            'an alias into another of them',
            { name: 'across.example.com' },
            'NOERROR',
            ['across.example.com -> db.prod.svc.clusterset.local', 'db.prod.svc.clusterset.local 10.9.0.1'],
            false,
        ],
        [
            'an alias to nothing',
            { name: 'lost.example.com' },
            'NXDOMAIN',
            ['lost.example.com -> nothing.example.com'],
            true,
        ],
        ['aliases in a circle', { name: 'loop.example.com' }, 'SERVFAIL', [], false],
        ['a name of no zone of ours', { name: 'example.org' }, 'REFUSED', [], false],
        ['a name that only looks like ours', { name: 'notexample.com' }, 'REFUSED', [], false],
        ['the root', { name: '' }, 'REFUSED', [], false],
        ['a transfer', { name: 'example.com', type: TYPE_AXFR }, 'REFUSED', [], false],
        ['another class', { class: 3 }, 'REFUSED', [], false],
        ['everything at once', { type: TYPE_ANY }, 'NOERROR', ['web.example.com HINFO'], false],
        ['an update', { opcode: 5 }, 'NOTIMP', [], false],
        [
            'the servers',
            { name: 'example.com', type: TYPES.NS },
            'NOERROR',
            ['example.com -> ns1.example.com', 'example.com -> ns2.example.com'],
            false,
        ],
        [
            'the start of authority',
            { name: 'example.com', type: TYPES.SOA },
            'NOERROR',
            ['example.com SOA'],
            false,
        ],
        [
            'a port',
            { name: '_http._tcp.web.example.com', type: TYPES.SRV },
            'NOERROR',
            ['_http._tcp.web.example.com -> web.example.com'],
            false,
        ],
        ['an EDNS of the future', { edns: { version: 1 } }, 'BADVERS', [], false],
    ])('to %s', (...[, asked, rcode, answers, soa]) => {
        const message = ask(asked);
        const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 };
        expect(message.rcode).toBe(codes[rcode]);
        expect(said(message)).toEqual(answers);
        const start = {
            data: { type: 'SOA', minimum: 5, mailbox: expect.stringMatching(/^hostmaster\./) },
            ttl: 5,
        };
        expect(message.authority).toEqual(soa ? [expect.objectContaining({ ttl: 5 })] : []);
        if (soa)
            expect(message.authority).toMatchObject([start]);
        const authoritative = ['NOERROR', 'NXDOMAIN'].includes(rcode);
        expect(message.header).toMatchObject({
            isResponse: true,
            authoritative,
            recursionDesired: true,
            recursionAvailable: false,
        });
    });
    it('keeps the letters of the question, and its id', () => {
        const message = ask({ name: 'wEb.ExAmPlE.cOm', id: 4_660 });
        expect(message.header.id).toBe(4_660);
        expect(message.questions).toEqual([{ name: 'wEb.ExAmPlE.cOm', type: 1, class: 1 }]);
        expect(new Set(message.answers.map(({ name }) => name))).toEqual(new Set(['wEb.ExAmPlE.cOm']));
    });
    it('is silence for what is an answer itself, or has no whole header', () => {
        const context = { zones, locate: () => undefined, from: '192.0.2.1', transport: 'udp' };
        expect(respond(queryOf({ isResponse: true }), context)).toBeUndefined();
        expect(respond(Buffer.from([0, 1, 0, 0]), context)).toBeUndefined();
        const cut = queryOf({ isResponse: true }).subarray(0, 20);
        expect(respond(cut, context)).toBeUndefined();
    });
    it.each([
        ['half a question', queryOf({ id: 9 }).subarray(0, 20)],
        [
            'two questions',
            Buffer.concat([
                Buffer.from('000901000002000000000000', 'hex'),
                ...Array.from({ length: 2 }, () => queryOf({}).subarray(12)),
            ]),
        ],
        ['none', Buffer.from('000901000000000000000000', 'hex')],
        [
            'a subnet with a scope',
            queryOf({
                id: 9,
                edns: { subnet: { family: 1, sourcePrefix: 24, scopePrefix: 8, address: '203.0.113.0' } },
            }),
        ],
    ])('is FORMERR to %s', (_name, octets) => {
        const response = respond(octets, { zones, locate: () => undefined, from: '192.0.2.1', transport: 'udp' });
        expect(decodeMessage(response.octets)).toMatchObject({ message: { rcode: 1, header: { id: 9 } } });
    });
    it('begins with another address each time, and shows no more than fit', () => {
        const first = (id) => said(ask({ name: 'many.example.com', id, edns: {} }))[0];
        expect(new Set([0, 1, 2, 40].map(first)).size).toBe(3);
        expect(ask({ name: 'many.example.com', edns: {} }).answers.length).toBe(16);
    });
    it.each([
        [{}, 'udp', true],
        [{ edns: { udpBytes: 100 } }, 'udp', true],
        [{ edns: { udpBytes: 800 } }, 'udp', true],
        [{ edns: { udpBytes: 4_096 } }, 'udp', false],
        [{}, 'tcp', false],
    ])('that is too long for %j over %s is cut: %s', (asked, transport, cut) => {
        const message = ask({ name: 'big.example.com', type: TYPES.TXT, ...asked }, { transport });
        expect([message.header.truncated, message.answers.length]).toEqual([cut, cut ? 0 : 3]);
        expect(message.rcode).toBe(0);
    });
    it('says nothing but `over TCP` where it is told so', () => {
        const message = ask({}, { onlyTruncated: true });
        expect([message.header.truncated, message.answers]).toEqual([true, []]);
    });
});
describe('EDNS', () => {
    it('is in the answer where it was in the question', () => {
        expect(ask({}).edns).toBeUndefined();
        expect(ask({ edns: { udpBytes: 4_096, dnssecOk: true } }).edns).toEqual({
            udpBytes: 1_232,
            version: 0,
            dnssecOk: true,
        });
    });
    const regions = {
        '203.0.113.0': 'eu',
        '203.0.113.128': 'eu',
        '2001:db8::': 'us',
        '192.0.2.1': 'us',
        '198.51.100.0': 'mars',
    };
    const locate = (address) => regions[address];
    const v4 = (address, sourcePrefix) => ({ family: 1, sourcePrefix, scopePrefix: 0, address });
    it.each([
        ['the client', v4('203.0.113.0', 24), 'web.example.com', ['10.0.0.1'], 24],
        ['the client, of whom less would do', v4('203.0.113.128', 25), 'web.example.com', ['10.0.0.1'], 24],
        [
            'the client, over IPv6',
            { family: 2, sourcePrefix: 32, scopePrefix: 0, address: '2001:db8::' },
            'web.example.com',
            ['10.0.0.2'],
            32,
        ],
        ['the client behind an alias', v4('203.0.113.0', 24), 'alias.example.com', ['10.0.0.1'], 24],
        [
            'the resolver, where the client is not to be known',
            v4('0.0.0.0', 0),
            'web.example.com',
            ['10.0.0.2'],
            0,
        ],
        [
            'nobody, where the client is unknown',
            v4('198.18.0.0', 16),
            'web.example.com',
            ['10.0.0.1', '10.0.0.2'],
            16,
        ],
        [
            'nobody, where nothing is near the client',
            v4('198.51.100.0', 24),
            'web.example.com',
            ['10.0.0.1', '10.0.0.2'],
            24,
        ],
        [
            'nobody, for a name that is the same everywhere',
            v4('203.0.113.0', 24),
            'a.b.deep.example.com',
            ['10.0.0.9'],
            0,
        ],
        ['nobody, for a name that is not there', v4('203.0.113.0', 24), 'no.example.com', [], 0],
    ])('answers by the place of %s', (...[, subnet, name, addresses, scopePrefix]) => {
        const message = ask({ name, edns: { subnet } }, { locate });
        expect(message.answers.flatMap(({ data }) => ('address' in data ? [data.address] : []))).toEqual(addresses);
        expect(message.edns?.subnet).toEqual({ ...subnet, scopePrefix });
    });
    it('is not needed: then the resolver has a place', () => {
        expect(said(ask({}, { locate }))).toEqual(['web.example.com 10.0.0.2']);
        expect(said(ask({}, { locate, from: '203.0.113.0' }))).toEqual(['web.example.com 10.0.0.1']);
    });
});
describe('Zone', () => {
    const zone = () => new Zone({ domain: 'Example.com', nameservers: [] });
    const exists = (of, name) => of.find(name) !== undefined;
    it('replaces what an owner has, and takes away what is left over', () => {
        const one = zone();
        one.replace('web', [set('a.b.example.com', 'A', ['10.0.0.1']), set('c.example.com', 'A', ['10.0.0.1'])]);
        expect([one.size, exists(one, 'b.example.com')]).toEqual([2, true]);
        one.replace('web', [set('c.example.com', 'AAAA', ['::1'])]);
        expect([one.size, exists(one, 'b.example.com'), exists(one, 'a.b.example.com')]).toEqual([
            1,
            false,
            false,
        ]);
        expect([...one.find('c.example.com').sets.keys()]).toEqual(['AAAA']);
        one.remove('web');
        expect([one.size, exists(one, 'c.example.com'), exists(one, 'example.com')]).toEqual([0, false, true]);
        expect(one.ownerNames()).toEqual([]);
    });
    it('keeps a name for its first owner, until that goes', () => {
        const one = zone();
        one.replace('first', [set('a.example.com', 'A', ['10.0.0.1'])]);
        const second = [set('a.example.com', 'A', ['10.0.0.2']), set('b.example.com', 'A', ['10.0.0.2'])];
        expect(one.replace('second', second)).toEqual(['a.example.com']);
        expect(one.ownerNames()).toEqual(['first', 'second']);
        expect(one.replace('second', second)).toEqual(['a.example.com']);
        one.remove('first');
        expect(one.replace('second', second)).toEqual([]);
        expect(one.find('a.example.com').sets.get('A').data).toMatchObject([
            { type: 'A', address: '10.0.0.2' },
        ]);
    });
    it('has a new serial number for each change, and for nothing else', () => {
        const one = zone();
        const serial = () => 'serial' in one.soa().data && one.soa().data;
        const sets = [set('a.example.com', 'A', ['10.0.0.1'])];
        one.replace('web', sets);
        const before = serial();
        one.replace('web', [...sets]);
        one.remove('nobody');
        expect(serial()).toEqual(before);
        one.replace('web', []);
        expect(serial()).not.toEqual(before);
        expect(one.find('example.com').sets.get('SOA').data).toEqual([serial()]);
    });
    it.each([
        ['outside of it', [set('a.example.org', 'A', ['10.0.0.1'])]],
        ['no address', [set('a.example.com', 'A', ['::1'])]],
        ['no IPv6 address', [set('a.example.com', 'AAAA', ['10.0.0.1'])]],
        ['upper case', [set('A.example.com', 'A', ['10.0.0.1'])]],
        ['no name', [set('a..example.com', 'A', ['10.0.0.1'])]],
        ['two targets', [set('a.example.com', 'CNAME', ['b.example.com', 'c.example.com'])]],
        ['no target', [set('a.example.com', 'CNAME', [''])]],
        ['no values', [set('a.example.com', 'A', [])]],
        ['a port that is none', [set('a.example.com', 'SRV', ['0 0 65536 a.example.com'])]],
        ['a service without a target', [set('a.example.com', 'SRV', ['0 0 80'])]],
        ['a long text', [set('a.example.com', 'TXT', [`${long}x`])]],
        ['one that lives too long', [{ ...set('a.example.com', 'A', ['10.0.0.1']), ttl: 2 ** 31 }]],
        [
            'an alias beside records',
            [set('a.example.com', 'A', ['10.0.0.1']), set('a.example.com', 'CNAME', ['b.example.com'])],
        ],
        ['a type twice', [set('a.example.com', 'A', ['10.0.0.1']), set('a.example.com', 'A', ['10.0.0.2'])]],
        ['no address near', [set('a.example.com', 'A', ['10.0.0.1'], { eu: ['x'] })]],
    ])('refuses %s, and stays as it is', (_name, sets) => {
        const one = zone();
        one.replace('web', [set('w.example.com', 'A', ['10.0.0.1'])]);
        expect(() => one.replace('web', [set('v.example.com', 'A', ['10.0.0.1']), ...sets])).toThrow(StatusError);
        expect([exists(one, 'w.example.com'), exists(one, 'v.example.com'), one.size]).toEqual([true, false, 1]);
    });
    it('does not give its own name away', () => {
        expect(zone().replace('web', [set('example.com', 'A', ['10.0.0.1'])])).toEqual(['example.com']);
    });
});
describe('AnswerLimit', () => {
    const take = (limit, address, times, nowMs = 0) => Array.from({ length: times }, () => limit.take(address, nowMs)[0]).join('');
    it('sends so many in a second to a network, then every second one only as `over TCP`', () => {
        const limit = new AnswerLimit(3);
        expect(take(limit, '192.0.2.1', 4)).toBe('ssst');
        expect(take(limit, '192.0.2.77', 3)).toBe('dtd');
        expect(take(limit, '192.0.3.1', 1)).toBe('s');
        expect(take(limit, '192.0.2.1', 1, 1_000)).toBe('s');
        expect(take(limit, '2001:db8::1', 3) + take(limit, '2001:db8::ff:2', 1)).toBe('ssst');
    });
    it('does not limit the machine itself', () => {
        const limit = new AnswerLimit(1);
        expect(take(limit, '127.0.0.1', 5) + take(limit, '::1', 5)).toBe('ssssssssss');
    });
    it('remembers only so many networks', () => {
        const limit = new AnswerLimit(1, 2);
        expect(['10.0.0.1', '10.0.1.1', '10.0.2.1', '10.0.1.1'].map((one) => take(limit, one, 1)).join('')).toBe('sstt');
    });
});
//# sourceMappingURL=respond.spec.js.map