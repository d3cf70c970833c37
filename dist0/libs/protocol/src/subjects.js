import { hash } from 'node:crypto';
import { MAX_TOKEN_LENGTH } from './limits.js';
import {} from './messages.js';
/** The key of the one report that is about the cluster itself; no subject hash has this length. */
export const HEARTBEAT_KEY = 'heartbeat';
/** What an agent knows, in digests; and pages of inventories. */
export const DIGEST_KEY = 'digest';
export function inventoryKey(page) {
    return `inventory-${page}`;
}
/** The last token of the subject of a question of the hub (AuditMessage); not as long as a subject hash either. */
export function auditKey(page) {
    return `audit-${page}`;
}
export function isAuditSubject(subject) {
    return /\.audit-\d{1,4}$/.test(subject);
}
/** 22 characters of base64url are 132 bits: no collision among any number of objects one will ever meet. */
const HASH_LENGTH = 22;
/**
 * The name as one subject token (and JetStream consumer name). Letters, digits and `-` stay, every other byte becomes
 * `_` and two hex digits, so that no two names share a token.
 * @throws RangeError for an empty name or one whose token is longer than MAX_TOKEN_LENGTH
 */
export function clusterToken(name) {
    const token = /^[A-Za-z0-9-]+$/.test(name) ? name : escaped(name);
    if (token === '' || token.length > MAX_TOKEN_LENGTH)
        throw new RangeError(`the name must give a token of 1 to ${MAX_TOKEN_LENGTH} characters`);
    return token;
}
function escaped(name) {
    let token = '';
    for (const byte of Buffer.from(name, 'utf8')) {
        const char = String.fromCharCode(byte);
        token += /[A-Za-z0-9-]/.test(char) ? char : `_${byte.toString(16).padStart(2, '0')}`;
    }
    return token;
}
/** The name behind a token; undefined when no name has it. */
export function clusterOfToken(token) {
    const bytes = [];
    for (let at = 0; at < token.length; at += 1) {
        if (token[at] === '_') {
            bytes.push(Number.parseInt(token.slice(at + 1, at + 3), 16));
            at += 2;
        }
        else
            bytes.push(token.charCodeAt(at));
    }
    const name = Buffer.from(bytes).toString('utf8');
    return name !== '' && token.length <= MAX_TOKEN_LENGTH && clusterToken(name) === token ? name : undefined;
}
/**
 * The last token of an object's subjects. The version is left out: extensions/v1beta1 and apps/v1 name the same
 * object, so that a change of the served version replaces the old value rather than standing beside it.
 */
export function subjectHash(object) {
    const slash = object.apiVersion.indexOf('/');
    const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
    // One call: this runs for every message at both ends.
    const text = `${group}\0${object.kind}\0${object.namespace}\0${object.name}`;
    return hash('sha256', text, 'base64url').slice(0, HASH_LENGTH);
}
export function workSubject(cluster, key) {
    return `work.${clusterToken(cluster)}.${key}`;
}
/** `key`: a subject hash, or what `reportKey` says. */
export function reportSubject(cluster, key) {
    return `report.${clusterToken(cluster)}.${key}`;
}
/** `work.<token>.<hash>` and `report.<token>.<key>` taken apart; undefined for any other subject. */
export function parseSubject(subject) {
    const [kind, token, key, ...more] = subject.split('.');
    if ((kind !== 'work' && kind !== 'report') || !token || !key || more.length > 0)
        return undefined;
    return { kind, token, key };
}
//# sourceMappingURL=subjects.js.map