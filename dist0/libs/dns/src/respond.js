import { scopeOf } from './client-subnet.js';
import { decodeMessage } from './decode.js';
import { encodeMessage } from './encode.js';
import { MAX_TCP_BYTES, MAX_UDP_BYTES, MIN_UDP_BYTES } from './limits.js';
import { RCODES } from './message.js';
import { resolveQuestion } from './resolve.js';
import {} from './zone.js';
const QUERY_OPCODE = 0;
/**
 * The answer to a message; undefined where there is none to give: octets without a whole header, and what is itself an
 * answer (two servers could talk for ever). Never throws for what was sent.
 */
export function respond(octets, context) {
    const decoded = decodeMessage(octets);
    if ('malformed' in decoded) {
        const { header, question } = decoded;
        if (header === undefined || header.isResponse)
            return undefined;
        return failure('FORMERR', { header, question, edns: undefined });
    }
    const { header, questions, edns } = decoded.message;
    if (header.isResponse)
        return undefined;
    const [question] = questions;
    const asked = { header, question, edns };
    const wrong = whatIsWrong(decoded.message);
    if (wrong !== undefined || question === undefined)
        return failure(wrong ?? 'FORMERR', asked);
    if (context.onlyTruncated === true)
        return truncated(reply('NOERROR', asked), 'NOERROR');
    return answer(question, asked, context);
}
/** Why a readable message is no question that is answered here. A question knows no scope (RFC 7871 section 6). */
function whatIsWrong({ header, questions, edns }) {
    if (header.opcode !== QUERY_OPCODE)
        return 'NOTIMP';
    if (edns !== undefined && edns.version > 0)
        return 'BADVERS';
    const hasScope = edns?.subnet !== undefined && edns.subnet.scopePrefix > 0;
    return questions.length !== 1 || hasScope ? 'FORMERR' : undefined;
}
function answer(question, asked, context) {
    const { header, edns } = asked;
    const subnet = edns?.subnet;
    const by = subnet !== undefined && subnet.sourcePrefix > 0 ? subnet.address : context.from;
    const resolution = resolveQuestion(context.zones, question, {
        region: () => context.locate(by),
        turn: header.id,
    });
    const message = reply(resolution.rcode, asked, resolution);
    const encoded = encodeMessage(message);
    if (encoded.length > sizeLimit(edns, context.transport))
        return truncated(message, resolution.rcode);
    return { octets: encoded, rcode: resolution.rcode, truncated: false };
}
function failure(rcode, asked) {
    return { octets: encodeMessage(reply(rcode, asked)), rcode, truncated: false };
}
/** Only the question: whoever needs the answer asks again over TCP. */
function truncated(message, rcode) {
    const header = { ...message.header, truncated: true };
    const octets = encodeMessage({ ...message, header, answers: [], authority: [] });
    return { octets, rcode, truncated: true };
}
function sizeLimit(edns, transport) {
    if (transport === 'tcp')
        return MAX_TCP_BYTES;
    return Math.min(MAX_UDP_BYTES, Math.max(MIN_UDP_BYTES, edns?.udpBytes ?? MIN_UDP_BYTES));
}
function reply(rcode, { header, question, edns }, resolution) {
    const answered = resolution !== undefined && rcode !== 'REFUSED' && rcode !== 'SERVFAIL';
    return {
        header: {
            id: header.id,
            isResponse: true,
            opcode: header.opcode,
            authoritative: answered,
            truncated: false,
            recursionDesired: header.recursionDesired,
            recursionAvailable: false,
            rcode: RCODES[rcode] & 0xf,
        },
        rcode: RCODES[rcode],
        questions: question === undefined ? [] : [question],
        answers: resolution?.answers ?? [],
        authority: resolution?.authority ?? [],
        additional: [],
        ...(edns === undefined ? {} : { edns: replyEdns(edns, resolution?.byPlace ?? false) }),
    };
}
/** Family, source and address of the client's subnet come back as they were; the scope says what the answer depends on. */
function replyEdns({ subnet, dnssecOk }, byPlace) {
    const ours = { udpBytes: MAX_UDP_BYTES, version: 0, dnssecOk };
    if (subnet === undefined)
        return ours;
    return { ...ours, subnet: { ...subnet, scopePrefix: byPlace ? scopeOf(subnet) : 0 } };
}
//# sourceMappingURL=respond.js.map