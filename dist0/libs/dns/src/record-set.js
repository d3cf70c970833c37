import { StatusError } from '#libs/apimachinery';
import { ipOctets } from './ip.js';
import {} from './message.js';
import { wrongName } from './name-text.js';
/** Longest a record may be cached (RFC 2181 section 8). */
const MAX_TTL_SECONDS = 2 ** 31 - 1;
/** One value as data. Throws Invalid for what is none of that type. */
export function parseValue(type, value) {
    switch (type) {
        case 'A':
        case 'AAAA': {
            const octets = ipOctets(value);
            if (octets?.length !== (type === 'A' ? 4 : 16))
                throw wrong(type, value);
            return { type, address: value, octets };
        }
        case 'CNAME':
            return { type, target: parseTarget(type, value) };
        case 'TXT':
            if (Buffer.byteLength(value, 'latin1') > 255)
                throw wrong(type, value);
            return { type, texts: [value] };
        case 'SRV':
            return parseSrv(value);
    }
}
function parseSrv(value) {
    const [, ...fields] = /^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)$/.exec(value) ?? [];
    const [priority = NaN, weight = NaN, port = NaN] = fields.slice(0, 3).map(Number);
    if (![priority, weight, port].every((one) => one <= 0xffff))
        throw wrong('SRV', value);
    return { type: 'SRV', priority, weight, port, target: parseTarget('SRV', fields[3] ?? '') };
}
/** Throws Invalid for a set that no zone can hold. */
export function checkRecordSet({ name, type, ttl, values }) {
    const says = name === name.toLowerCase() ? wrongName(name) : 'is not in lower case';
    if (says !== undefined)
        throw new StatusError('Invalid', `record set ${JSON.stringify(name)}: its name ${says}`);
    if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL_SECONDS)
        throw new StatusError('Invalid', `record set ${name} ${type}: ${ttl} is no time to live`);
    if (values.length === 0 || (type === 'CNAME' && values.length > 1))
        throw new StatusError('Invalid', `record set ${name} ${type}: ${values.length} values`);
}
function parseTarget(type, target) {
    if (target === '' || wrongName(target) !== undefined)
        throw wrong(type, target);
    return target.toLowerCase();
}
function wrong(type, value) {
    return new StatusError('Invalid', `${JSON.stringify(value.slice(0, 300))} is no value of type ${type}`);
}
//# sourceMappingURL=record-set.js.map