import {} from '#libs/apimachinery';
import { MAX_NAMED_MEMBERS, MAX_REASON, MAX_TOLD } from './limits.js';
import { listOf, mapOf, textAt, timeAt } from './member-values.js';
/**
 * The conditions of all types that have a rule, then those that the object has and no rule names. Undefined: there are no rules. Times are
 * the members' own: a merged condition changed when the member that decides it did.
 */
export function mergedConditions(rules, object, members) {
    const entries = Object.entries(rules);
    if (entries.length === 0)
        return undefined;
    const earlier = listOf(mapOf(object['status'])['conditions']);
    const merged = entries.flatMap(([type, rule]) => {
        const old = mapOf(earlier.find((one) => mapOf(one)['type'] === type));
        if (rule.when?.(members, object) === false)
            return [];
        return mergedCondition(type, rule, members, old) ?? [];
    });
    return [...merged, ...earlier.filter((one) => !Object.hasOwn(rules, String(mapOf(one)['type'])))];
}
/** A member's condition of this type; undefined if it has none that can be read. */
export function conditionOf(status, type) {
    const found = listOf(status?.['conditions']).find((one) => mapOf(one)['type'] === type);
    return found !== undefined && STATUSES.has(textAt(mapOf(found), 'status')) ? mapOf(found) : undefined;
}
export function isTrue(status, type) {
    return conditionOf(status, type)?.['status'] === 'True';
}
const STATUSES = new Set(['True', 'False', 'Unknown']);
function mergedCondition(type, rule, members, old) {
    const told = members.map(({ cluster, status }) => ({ cluster, said: conditionOf(status, type) }));
    if (told.every(({ said }) => said === undefined))
        return undefined;
    if (rule.holds === 'alike' && new Set(told.map(statusOf)).size > 1)
        return differing(type, told, old);
    const rank = rule.holds === 'any' ? weight : badness;
    const decisive = told.reduce((first, one) => (rank(one, rule) > rank(first, rule) ? one : first));
    const status = statusOf(decisive);
    if (rule.onlyTrue && status !== 'True')
        return undefined;
    const same = told.filter((one) => statusOf(one) === status);
    return { type, status, ...times(same, status, old), ...words(decisive, same, told.length) };
}
function differing(type, told, old) {
    const said = told
        .slice(0, MAX_NAMED_MEMBERS)
        .map((one) => `cluster ${one.cluster}: ${statusOf(one)}${one.said === undefined ? '' : ` (${textAt(one.said, 'reason')})`}`);
    const more = told.length > said.length ? [`and ${told.length - said.length} more`] : [];
    const message = [...said, ...more].join('; ');
    return { type, status: 'Unknown', ...times(told, 'Unknown', old), reason: 'ClustersDiffer', message };
}
function statusOf({ said }) {
    return said === undefined ? 'Unknown' : textAt(said, 'status');
}
function badness(one, { through }) {
    const status = statusOf(one);
    if (status === 'False')
        return 3;
    if (status === 'Unknown')
        return 2;
    return through === undefined || one.said?.['reason'] === through ? 0 : 1;
}
function weight(one) {
    return ['Unknown', 'False', 'True'].indexOf(statusOf(one));
}
/** When it came to be so: as before while the status is the same, else as the last of those says that say so. */
function times(same, status, old) {
    const last = (field) => same
        .flatMap(({ said }) => timeAt(said, field) ?? [])
        .sort((a, b) => Date.parse(a) - Date.parse(b))
        .at(-1);
    const kept = old['status'] === status ? timeAt(old, 'lastTransitionTime') : undefined;
    const lastTransitionTime = kept ?? last('lastTransitionTime');
    const lastUpdateTime = last('lastUpdateTime');
    return {
        ...(lastUpdateTime === undefined ? {} : { lastUpdateTime }),
        ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
    };
}
/** Reason of the one that decides, and who says what; where all say the same, just that. */
function words(decisive, same, members) {
    const reason = decisive.said === undefined ? 'NotReported' : textAt(decisive.said, 'reason');
    const messages = new Set(same.map(messageOf));
    const [only = ''] = messages;
    if (messages.size === 1 && same.length === members)
        return { reason: cut(reason), message: only };
    const like = same.filter((one) => textAt(one.said, 'reason') === textAt(decisive.said, 'reason'));
    const named = like.slice(0, MAX_NAMED_MEMBERS).map((one) => `cluster ${one.cluster}: ${messageOf(one)}`);
    const more = like.length > named.length ? [`and ${like.length - named.length} more`] : [];
    return { reason: cut(reason), message: [...named, ...more].join('; ') };
}
function cut(reason) {
    return reason.slice(0, MAX_REASON);
}
function messageOf({ said }) {
    return said === undefined ? 'nothing reported yet' : textAt(said, 'message').slice(0, MAX_TOLD);
}
//# sourceMappingURL=merge-conditions.js.map