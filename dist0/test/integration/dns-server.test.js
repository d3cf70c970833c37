import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clustersetRecords, clustersetVersion, decodeMessage, DnsServer, encodeMessage, federationRecords, Zone, Zones, } from '#libs/dns';
import { silentLogger, systemClock } from '#libs/process';
/** The DNS server with clients that are not ours: the resolver of node (c-ares), and bare sockets. */
const example = new Zone({ domain: 'example.com', nameservers: ['ns.example.com'] });
const clusterset = new Zone({ domain: 'clusterset.local', nameservers: [] });
const web = { service: 'web', namespace: 'prod', federation: 'fed', domain: 'example.com' };
function publish(healthy) {
    const clusters = ['r1', 'r2', 'r3'].map((region, at) => ({
        region,
        zones: ['a'],
        addresses: at < 2 ? [`198.51.100.${at + 1}`, `2001:db8::${at + 1}`] : [],
        healthy: healthy.includes(region),
    }));
    const nearest = { r1: ['r2'], r2: ['r1'], r3: ['r2', 'r1'] };
    example.replace('prod/web', federationRecords({ ...web, mode: 'nearest', clusters, nearest, panic: 'failClosed' }));
}
const server = new DnsServer({
    listen: { host: '127.0.0.1', port: 0 },
    zones: new Zones([example, clusterset]),
    locate: () => undefined,
    clock: systemClock,
    logger: silentLogger,
});
let at;
const resolver = new Resolver({ timeout: 2_000, tries: 2 });
beforeAll(async () => {
    at = await server.start();
    resolver.setServers([`127.0.0.1:${at.port}`]);
});
afterAll(async () => {
    await server.close();
});
/** A question for the A records of `name`, as octets. */
function question(name, id = 1) {
    const header = {
        ...{ id, isResponse: false, opcode: 0, authoritative: false, truncated: false },
        ...{ recursionDesired: false, recursionAvailable: false, rcode: 0 },
    };
    const none = { answers: [], authority: [], additional: [] };
    return encodeMessage({ header, rcode: 0, questions: [{ name, type: 1, class: 1 }], ...none });
}
function framed(octets) {
    return Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 0xff]), octets]);
}
async function open() {
    const socket = connect(at.port, at.host);
    await once(socket, 'connect');
    return socket;
}
/** Ids of the answers that come in, until there are `count` of them. */
async function answerIds(socket, count) {
    const ids = [];
    let waiting = Buffer.alloc(0);
    for await (const chunk of socket) {
        waiting = Buffer.concat([waiting, chunk]);
        while (waiting.length >= 2 && waiting.length >= waiting.readUInt16BE(0) + 2) {
            const end = waiting.readUInt16BE(0) + 2;
            const decoded = decodeMessage(waiting.subarray(2, end));
            ids.push('message' in decoded ? decoded.message.header.id : -1);
            waiting = waiting.subarray(end);
        }
        if (ids.length >= count)
            break;
    }
    return ids;
}
describe('a resolver', () => {
    it('finds the shard of a place, and the nearest where there is none', async () => {
        publish(['r1', 'r2']);
        await expect(resolver.resolve4('web.prod.fed.svc.a.r1.example.com')).resolves.toEqual(['198.51.100.1']);
        await expect(resolver.resolve4('web.prod.fed.svc.a.r3.example.com')).resolves.toEqual(['198.51.100.2']);
        await expect(resolver.resolve6('web.prod.fed.svc.r3.example.com')).resolves.toEqual(['2001:db8::2']);
        const all = await resolver.resolve4('web.prod.fed.svc.example.com', { ttl: true });
        expect(all.map(({ address }) => address).sort()).toEqual(['198.51.100.1', '198.51.100.2']);
        expect(all.map(({ ttl }) => ttl)).toEqual([10, 10]);
    });
    it('follows health: failover, nothing left, back', async () => {
        publish(['r2']);
        await expect(resolver.resolve4('web.prod.fed.svc.r1.example.com')).resolves.toEqual(['198.51.100.2']);
        publish([]);
        await expect(resolver.resolve4('web.prod.fed.svc.r1.example.com')).rejects.toMatchObject({
            code: 'ENOTFOUND',
        });
        publish(['r1']);
        await expect(resolver.resolve4('web.prod.fed.svc.r2.example.com')).resolves.toEqual(['198.51.100.1']);
        example.remove('prod/web');
        await expect(resolver.resolve4('web.prod.fed.svc.example.com')).rejects.toMatchObject({
            code: 'ENOTFOUND',
        });
    });
    it('tells a missing type from a missing name, and other zones from ours', async () => {
        publish(['r1']);
        await expect(resolver.resolveTxt('web.prod.fed.svc.r1.example.com')).rejects.toMatchObject({
            code: 'ENODATA',
        });
        await expect(resolver.resolve4('no.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
        await expect(resolver.resolve4('example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
    });
    it('reads the zone itself', async () => {
        await expect(resolver.resolveNs('example.com')).resolves.toEqual(['ns.example.com']);
        await expect(resolver.resolveSoa('example.com')).resolves.toMatchObject({
            nsname: 'ns.example.com',
            hostmaster: 'hostmaster.example.com',
            minttl: 5,
        });
    });
    it('finds services of the cluster set, and their ports', async () => {
        clusterset.replace('version', [clustersetVersion()]);
        const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
        const target = { type: 'ClusterSetIP', ips: ['10.9.0.1'] };
        clusterset.replace('prod/web', clustersetRecords({ service: 'web', namespace: 'prod', ports, target }));
        await expect(resolver.resolve4('web.prod.svc.clusterset.local')).resolves.toEqual(['10.9.0.1']);
        await expect(resolver.resolveTxt('dns-version.clusterset.local')).resolves.toEqual([['1.0.0']]);
        await expect(resolver.resolveSrv('_http._tcp.web.prod.svc.clusterset.local')).resolves.toEqual([
            { priority: 0, weight: 100, port: 80, name: 'web.prod.svc.clusterset.local' },
        ]);
    });
    it('asks again over TCP for what is too long', async () => {
        const texts = Array.from({ length: 20 }, (_, index) => `${index} `.padEnd(200, 'x'));
        example.replace('long', [{ name: 'long.example.com', type: 'TXT', ttl: 5, values: texts }]);
        const before = server.counts().truncated;
        const answers = await resolver.resolveTxt('long.example.com');
        expect(answers.map(([text]) => text)).toEqual(texts);
        expect(server.counts().truncated).toBe(before + 1);
    });
});
describe('over TCP', () => {
    it('many questions share a connection, however they are cut', async () => {
        const socket = await open();
        const all = Buffer.concat(Array.from({ length: 300 }, (_, id) => framed(question('no.example.com', id))));
        for (let begin = 0; begin < all.length; begin += 777)
            socket.write(all.subarray(begin, begin + 777));
        expect(await answerIds(socket, 300)).toEqual(Array.from({ length: 300 }, (_, id) => id));
        socket.destroy();
    });
    it('all of many are answered to one who reads late', async () => {
        const socket = await open();
        const count = 4_000;
        socket.pause();
        const sent = new Promise((resolve) => {
            const all = Array.from({ length: count }, (_, id) => framed(question('no.example.com', id)));
            socket.write(Buffer.concat(all), () => {
                resolve();
            });
        });
        expect((await answerIds(socket, count)).length).toBe(count);
        await sent;
        socket.destroy();
    });
    it.each([
        ['a length that nobody needs', Buffer.from([0xff, 0xff, 0, 1])],
        ['what is no question', framed(Buffer.from([1, 2, 3]))],
        ['an empty message', Buffer.from([0, 0])],
    ])('%s ends the connection, and no other', async (_name, octets) => {
        const [socket, other] = await Promise.all([open(), open()]);
        socket.write(octets);
        socket.resume();
        await once(socket, 'close');
        other.write(framed(question('no.example.com', 77)));
        expect(await answerIds(other, 1)).toEqual([77]);
        other.destroy();
    });
});
describe('over UDP', () => {
    it('noise is dropped or refused, and the next question is answered', async () => {
        publish(['r1']);
        const socket = createSocket('udp4');
        const before = server.counts();
        for (let size = 1; size <= 60; size += 1) {
            const noise = Buffer.from(Array.from({ length: size }, (_, index) => (index * 37 + size * 11) & 0xff));
            socket.send(noise, at.port, at.host);
        }
        await expect(resolver.resolve4('web.prod.fed.svc.r1.example.com')).resolves.toEqual(['198.51.100.1']);
        socket.close();
        const after = server.counts();
        expect(after.dropped + (after.answers.FORMERR ?? 0) + (after.answers.NOTIMP ?? 0)).toBeGreaterThan(before.dropped);
        expect(after.failed).toBe(0);
    });
});
describe('the server', () => {
    it('closes with connections open, twice, and never started', async () => {
        const one = new DnsServer({
            listen: { host: '127.0.0.1', port: 0 },
            zones: new Zones([]),
            locate: () => undefined,
            clock: systemClock,
            logger: silentLogger,
        });
        await one.close();
        const { port } = await one.start();
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.resume();
        const ended = once(socket, 'close');
        await Promise.all([one.close(), ended]);
        await one.close();
    });
    it('says that an address is taken, and leaves nothing behind', async () => {
        const options = {
            zones: new Zones([]),
            locate: () => undefined,
            clock: systemClock,
            logger: silentLogger,
        };
        const second = new DnsServer({ ...options, listen: at });
        await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
        await second.close();
    });
});
//# sourceMappingURL=dns-server.test.js.map