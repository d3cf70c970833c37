import { checkLabelValue, checkQualifiedName, invalidField, unsupportedField } from '#libs/apimachinery';
import { MAX_REPLICAS } from './limits.js';
import { choiceAt, countAt, objectAt, textAt } from './read-fields.js';
const UNTAINTED = { effect: 'none', key: '', changesInMs: undefined };
/** The strongest taint that is not tolerated. */
export function taintedFor(taints, tolerations, now) {
    let found = UNTAINTED;
    for (const taint of taints) {
        const judged = judge(taint, tolerations, now);
        const changesInMs = earlier(found.changesInMs, judged.changesInMs);
        const isStronger = STRENGTH[judged.effect] > STRENGTH[found.effect];
        found = { ...(isStronger ? judged : found), changesInMs };
    }
    return found;
}
const STRENGTH = { none: 0, NoSchedule: 1, NoExecute: 2 };
function judge(taint, tolerations, now) {
    const { effect, key, since } = taint;
    if (effect !== 'NoSchedule' && effect !== 'NoExecute')
        return UNTAINTED;
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0)
        return { effect, key, changesInMs: undefined };
    if (effect === 'NoSchedule')
        return UNTAINTED;
    // As for pods: the shortest of the tolerations that match ends it.
    const seconds = Math.min(...matching.map((toleration) => toleration.seconds ?? Infinity));
    if (seconds === Infinity)
        return UNTAINTED;
    const left = (since ?? -Infinity) + seconds * 1_000 - now;
    // What is there may stay a while, but nothing new comes to where it could not stay.
    return left > 0
        ? { effect: 'NoSchedule', key, changesInMs: left }
        : { effect, key, changesInMs: undefined };
}
function tolerates({ key, operator, value, effect }, taint) {
    if (effect !== '' && effect !== taint.effect)
        return false;
    if (key !== '' && key !== taint.key)
        return false;
    return operator === 'Exists' || value === taint.value;
}
function earlier(a, b) {
    return a === undefined ? b : Math.min(a, b ?? Infinity);
}
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** Reads an element of `clusterTolerations`. */
export function readToleration(item, place) {
    const { field, causes } = place;
    const fields = objectAt(item, place);
    const key = textAt(fields, 'key', place);
    const value = textAt(fields, 'value', place);
    const effect = textAt(fields, 'effect', place);
    const operator = choiceAt(fields, 'operator', ['Equal', 'Exists'], place);
    const seconds = countAt(fields, 'tolerationSeconds', MAX_REPLICAS, place);
    if (key !== '')
        causes.push(...checkQualifiedName(key).map((why) => invalidField(`${field}.key`, key, why)));
    else if (operator !== 'Exists')
        causes.push(invalidField(`${field}.operator`, operator, 'must be Exists when `key` is empty'));
    causes.push(...checkLabelValue(value).map((why) => invalidField(`${field}.value`, value, why)));
    if (operator === 'Exists' && value !== '')
        causes.push(invalidField(`${field}.value`, value, 'must be empty when `operator` is Exists'));
    if (effect !== '' && !EFFECTS.includes(effect))
        causes.push(unsupportedField(`${field}.effect`, effect, EFFECTS));
    if (seconds !== undefined && effect !== 'NoExecute')
        causes.push(invalidField(`${field}.effect`, effect, 'must be NoExecute when `tolerationSeconds` is set'));
    return { key, operator, value, effect, seconds };
}
//# sourceMappingURL=tolerations.js.map