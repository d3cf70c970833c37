import { checkQualifiedName, duplicateField, invalidField, unsupportedField } from '#libs/apimachinery';
import {} from './cluster-affinity.js';
import { compareText } from './distribution.js';
import { MAX_CLUSTERS } from './limits.js';
import { countAt, listAt, objectAt, textAt } from './read-fields.js';
import {} from '#libs/apimachinery';
const FIELDS = ['cluster', 'region', 'zone', 'provider'];
/**
 * Chooses clusters so that every constraint has at most its maximum of groups, and its minimum where that can be. Better are
 * clusters that have the object, then those with more room, then by name; a group is as good as its best cluster. A cluster
 * without a value for the field of a constraint is left out; one in several zones is a group of its own for each set of them.
 */
export function spreadOver(constraints, candidates) {
    const left = new Map();
    let kept = [...candidates].sort(better);
    for (const constraint of constraints) {
        const known = kept.filter(({ facts }) => {
            const isKnown = groupOf(constraint, facts) !== '';
            if (!isKnown)
                left.set(facts.name, `spread constraint: nobody said its ${nameOf(constraint)}`);
            return isKnown;
        });
        kept = constraint.field === 'cluster' ? known : limitGroups(constraint, known, left);
    }
    const most = constraints.find(({ field }) => field === 'cluster')?.maxGroups ?? Infinity;
    const chosen = most < kept.length ? pick(most, kept, constraints) : kept;
    const names = new Set(chosen.map(({ facts }) => facts.name));
    for (const { facts } of kept)
        if (!names.has(facts.name))
            left.set(facts.name, `spread constraint: at most ${most} clusters`);
    return { chosen: names, left, unmet: unmetBy(constraints, chosen) };
}
function better(a, b) {
    return (Number(b.holds) - Number(a.holds) || roomOf(b) - roomOf(a) || compareText(a.facts.name, b.facts.name));
}
function roomOf({ room = MAX_CLUSTERS ** 4 }) {
    return room;
}
function nameOf({ field, label }) {
    return field ?? `label ${label}`;
}
/** '': none. */
function groupOf({ field, label }, facts) {
    if (field === undefined)
        return facts.labels[label] ?? '';
    if (field === 'cluster')
        return facts.name;
    return field === 'zone' ? [...facts.zones].sort(compareText).join(',') : facts[field];
}
/** The candidates are sorted, so groups come in the order of their best. */
function limitGroups(constraint, candidates, left) {
    const { maxGroups = Infinity } = constraint;
    const groups = [...new Set(candidates.map(({ facts }) => groupOf(constraint, facts)))].slice(0, maxGroups);
    const allowed = new Set(groups);
    return candidates.filter(({ facts }) => {
        const isAllowed = allowed.has(groupOf(constraint, facts));
        if (!isAllowed) {
            const why = `spread constraint: at most ${maxGroups} by ${nameOf(constraint)}, ${groups.join(' ')}`;
            left.set(facts.name, why);
        }
        return isAllowed;
    });
}
/** So many of them: first whoever adds a group that is lacking, then the better. */
function pick(most, candidates, constraints) {
    const lacking = constraints.map((constraint) => ({ constraint, has: new Set() }));
    const adds = ({ facts }) => lacking.filter(({ constraint, has }) => has.size < constraint.minGroups && !has.has(groupOf(constraint, facts))).length;
    const rest = [...candidates];
    const chosen = [];
    while (chosen.length < most && rest.length > 0) {
        let at = 0;
        let most = adds(rest[0]);
        for (const [index, one] of rest.entries())
            if (adds(one) > most)
                [at, most] = [index, adds(one)];
        const [next] = rest.splice(at, 1);
        if (!next)
            break;
        chosen.push(next);
        for (const { constraint, has } of lacking)
            has.add(groupOf(constraint, next.facts));
    }
    return chosen;
}
function unmetBy(constraints, chosen) {
    for (const constraint of constraints) {
        const groups = new Set(chosen.map(({ facts }) => groupOf(constraint, facts)));
        if (groups.size < constraint.minGroups)
            return `at least ${constraint.minGroups} are wanted by ${nameOf(constraint)}, and there are ${groups.size}`;
    }
    return undefined;
}
/** Reads `spreadConstraints` of a placement. */
export function readSpreadConstraints(placement, place) {
    const list = listAt(placement, 'spreadConstraints', place).map((item, index) => readConstraint(item, { ...place, field: `${place.field}.spreadConstraints[${index}]` }));
    list.forEach((constraint, index) => {
        const isRepeated = list.slice(0, index).some((other) => nameOf(other) === nameOf(constraint));
        if (isRepeated)
            place.causes.push(duplicateField(`${place.field}.spreadConstraints[${index}]`, nameOf(constraint)));
    });
    return list;
}
function readConstraint(item, place) {
    const { field, causes } = place;
    const fields = objectAt(item, place);
    const byField = textAt(fields, 'spreadByField', place);
    const label = textAt(fields, 'spreadByLabel', place);
    const found = FIELDS.find((name) => name === byField);
    if (byField !== '' && found === undefined)
        causes.push(unsupportedField(`${field}.spreadByField`, byField, FIELDS));
    if ((byField === '') === (label === ''))
        causes.push(invalidField(field, item, 'must have either spreadByField or spreadByLabel'));
    if (label !== '')
        causes.push(...checkQualifiedName(label).map((why) => invalidField(`${field}.spreadByLabel`, label, why)));
    const minGroups = countAt(fields, 'minGroups', MAX_CLUSTERS, place) ?? 1;
    const maxGroups = countAt(fields, 'maxGroups', MAX_CLUSTERS, place);
    if (maxGroups === 0)
        causes.push(invalidField(`${field}.maxGroups`, 0, 'must be greater than or equal to 1'));
    else if (maxGroups !== undefined && maxGroups < minGroups) {
        const detail = `must not be below minGroups (${minGroups})`;
        causes.push(invalidField(`${field}.maxGroups`, maxGroups, detail));
    }
    return { field: found, label, minGroups, maxGroups };
}
//# sourceMappingURL=spread-constraints.js.map