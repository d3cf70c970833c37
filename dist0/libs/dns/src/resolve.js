import { MAX_ADDRESSES, MAX_ALIASES } from './limits.js';
import { CLASS_IN, TYPE_ANY, TYPE_AXFR, TYPE_IXFR, } from './message.js';
import { typeName } from './decode.js';
import {} from './zone.js';
/** RFC 8482: nobody needs all types at once but who wants large answers. */
const ANY_ANSWER = { type: 'HINFO', cpu: 'RFC8482', os: '' };
const ANY_TTL = 3_600;
/** The answer to one question out of the zones; CNAMEs are followed as far as the zones reach. */
export function resolveQuestion(zones, question, asker) {
    const { type } = question;
    const zone = zones.zoneOf(question.name.toLowerCase());
    if (zone === undefined || question.class !== CLASS_IN || type === TYPE_AXFR || type === TYPE_IXFR)
        return { rcode: 'REFUSED', answers: [], authority: [], byPlace: false };
    const answers = [];
    // The first record has the name in the letters in which it was asked (0x20).
    let name = question.name;
    for (let at = zone; answers.length <= MAX_ALIASES; at = zones.zoneOf(name)) {
        if (at === undefined)
            return positive(answers, false);
        const found = lookUp(at, name, type, { before: answers, asker });
        if ('rcode' in found)
            return found;
        answers.push(found);
        name = found.data.target;
    }
    return { rcode: 'SERVFAIL', answers: [], authority: [], byPlace: false };
}
/** What one name of a zone says to the question: the answer, or the alias to follow. */
function lookUp(zone, name, type, { before, asker }) {
    const node = zone.find(name.toLowerCase());
    if (node === undefined)
        return negative('NXDOMAIN', zone, before);
    if (type === TYPE_ANY)
        return positive([...before, { name, ttl: ANY_TTL, data: ANY_ANSWER }], false);
    const wanted = typeName(type);
    const set = wanted === undefined ? undefined : node.sets.get(wanted);
    if (set !== undefined)
        return choose(set, name, before, asker);
    const alias = node.sets.get('CNAME');
    const [data] = alias?.data ?? [];
    if (alias === undefined || data?.type !== 'CNAME')
        return negative('NOERROR', zone, before);
    return { name, ttl: alias.ttl, data };
}
function positive(answers, byPlace) {
    return { rcode: 'NOERROR', answers, authority: [], byPlace };
}
function negative(rcode, zone, answers) {
    return { rcode, answers, authority: [zone.soa()], byPlace: false };
}
/** The records of a set for this asker; of many addresses some, each time beginning with another one. */
function choose({ ttl, data, near }, name, before, asker) {
    const region = near === undefined ? undefined : asker.region();
    const chosen = (region === undefined ? undefined : near?.get(region)) ?? data;
    const isAddress = chosen[0]?.type === 'A' || chosen[0]?.type === 'AAAA';
    const shown = isAddress ? turned(chosen, asker.turn).slice(0, MAX_ADDRESSES) : chosen;
    return positive([...before, ...shown.map((one) => ({ name, ttl, data: one }))], near !== undefined);
}
function turned(list, turn) {
    const by = turn % list.length;
    return by === 0 ? list : [...list.slice(by), ...list.slice(0, by)];
}
//# sourceMappingURL=resolve.js.map