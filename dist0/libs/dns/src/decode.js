import { OPTION_CLIENT_SUBNET, readClientSubnet } from './client-subnet.js';
import { ipText } from './ip.js';
import { MAX_RECORDS } from './limits.js';
import { TYPE_OPT, TYPES, } from './message.js';
import { MalformedError, MessageReader } from './reader.js';
/** Never throws: whatever the octets are, the answer is one or the other. */
export function decodeMessage(octets) {
    const seen = {};
    try {
        return { message: readMessage(new MessageReader(octets), seen) };
    }
    catch (error) {
        if (error instanceof MalformedError)
            return { ...seen, malformed: error.message };
        throw error;
    }
}
function readMessage(reader, seen) {
    const header = readHeader(reader);
    const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
    seen.header = header;
    if (counts.reduce((sum, one) => sum + one, 0) > MAX_RECORDS)
        throw new MalformedError('too many records');
    const [questionCount, ...sections] = counts;
    const questions = [];
    for (let at = 0; at < questionCount; at += 1) {
        questions.push({ name: reader.name(), type: reader.u16(), class: reader.u16() });
        seen.question ??= questions[0];
    }
    const options = [];
    const [answers = [], authority = [], additional = []] = sections.map((count) => readRecords(reader, count, options));
    if (options.length > 1)
        throw new MalformedError('EDNS is there twice');
    const [first] = options;
    const rcode = ((first?.upperRcode ?? 0) << 4) | header.rcode;
    const edns = first === undefined ? {} : { edns: first.edns };
    return { header, rcode, questions, answers, authority, additional, ...edns };
}
function readHeader(reader) {
    const id = reader.u16();
    const flags = reader.u16();
    return {
        id,
        isResponse: (flags & 0x8000) !== 0,
        opcode: (flags >> 11) & 0xf,
        authoritative: (flags & 0x0400) !== 0,
        truncated: (flags & 0x0200) !== 0,
        recursionDesired: (flags & 0x0100) !== 0,
        recursionAvailable: (flags & 0x0080) !== 0,
        rcode: flags & 0xf,
    };
}
/** The records of a section; EDNS, which only looks like one, goes to `options`. */
function readRecords(reader, count, options) {
    const records = [];
    for (let at = 0; at < count; at += 1) {
        const name = reader.name();
        const code = reader.u16();
        const upper = { udpBytes: reader.u16(), ttl: reader.u32() };
        const data = reader.part(reader.u16());
        if (code === TYPE_OPT)
            options.push(readOptions(name, upper, data));
        else
            records.push({ name, ttl: upper.ttl, data: readData(code, data) });
    }
    return records;
}
function readOptions(name, { udpBytes, ttl }, data) {
    if (name !== '')
        throw new MalformedError('EDNS has a name');
    let subnet;
    while (data.left > 0) {
        const code = data.u16();
        const option = data.part(data.u16());
        if (code !== OPTION_CLIENT_SUBNET)
            continue;
        if (subnet !== undefined)
            throw new MalformedError('the client subnet is there twice');
        subnet = readClientSubnet(option);
    }
    const edns = { udpBytes, version: (ttl >>> 16) & 0xff, dnssecOk: (ttl & 0x8000) !== 0 };
    return { upperRcode: ttl >>> 24, edns: subnet === undefined ? edns : { ...edns, subnet } };
}
const NAMES = new Map(Object.entries(TYPES).map(([name, code]) => [code, name]));
/** The type that a code stands for; undefined for those that are not known here. */
export function typeName(code) {
    return NAMES.get(code);
}
function readData(code, part) {
    const type = typeName(code);
    const data = type === undefined ? { type: 'other', code, octets: part.bytes(part.left) } : readKnown(type, part);
    if (part.left > 0)
        throw new MalformedError('a record is longer than its data');
    return data;
}
function readKnown(type, part) {
    switch (type) {
        case 'A':
            return { type, address: ipText(part.bytes(4)) };
        case 'AAAA':
            return { type, address: ipText(part.bytes(16)) };
        case 'CNAME':
        case 'NS':
            return { type, target: part.name() };
        case 'HINFO':
            return { type, cpu: readText(part), os: readText(part) };
        case 'TXT':
            return { type, texts: readTexts(part) };
        case 'SRV':
            return { type, priority: part.u16(), weight: part.u16(), port: part.u16(), target: part.name() };
        case 'SOA':
            return {
                ...{ type, primary: part.name(), mailbox: part.name(), serial: part.u32(), refresh: part.u32() },
                ...{ retry: part.u32(), expire: part.u32(), minimum: part.u32() },
            };
    }
}
function readTexts(part) {
    const texts = [readText(part)];
    while (part.left > 0)
        texts.push(readText(part));
    return texts;
}
function readText(part) {
    return part.bytes(part.u8()).toString('latin1');
}
//# sourceMappingURL=decode.js.map