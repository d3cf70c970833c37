import { formatApiVersion } from '#libs/apimachinery';
import { conditionOf, mergedConditions } from './merge-conditions.js';
import { listOf, mapOf, textAt } from './member-values.js';
import { mergeBy, noStatus } from './merge-status.js';
import {} from './propagation-row.js';
/** Types of conditions that mean the same in every kind that has them: True is good, and one cluster spoils it for all. */
const GOOD = [
    'Ready',
    'Available',
    'Healthy',
    'Synced',
    'Accepted',
    'Programmed',
    'Established',
    'Reconciled',
];
const ALL = { holds: 'all' };
/**
 * How the objects of a custom kind spread: every selected cluster gets them as they are. Of a status whose meaning nobody knows,
 * what all clusters say alike is shown; the replicas of the scale subresource are added up.
 */
export function customPropagation(row) {
    const status = fieldOf(row.versions[0].schema, 'status');
    return {
        resource: row.storage,
        apiVersion: formatApiVersion(row.versions[0]),
        kind: row.kind,
        namespaced: row.namespaced,
        memberOwned: () => [],
        mergeStatus: row.subresources.status && status ? mergeCustom(row, status) : noStatus,
        conditions: row.subresources.status === true && hasConditions(status),
    };
}
function mergeCustom(row, status) {
    const sum = scaledField(row);
    const names = status.kind === 'struct' ? [...status.fields.keys()] : [];
    const observes = names.includes('observedGeneration');
    const fields = names
        .filter((name) => name !== 'conditions' && name !== 'observedGeneration' && name !== sum)
        .map((name) => [name, agreed(name)]);
    const merge = mergeBy({
        ...(sum === undefined ? {} : { sums: [sum] }),
        fields: Object.fromEntries(fields),
        ...(observes ? { observed: true } : {}),
    });
    if (!hasConditions(status))
        return merge;
    return (object, members) => {
        const merged = merge(object, members);
        const before = mapOf(object['status'])['conditions'];
        const conditions = mergedConditions(rulesFor(members, before), object, members) ?? before;
        return listOf(conditions).length > 0 ? { ...merged, conditions } : merged;
    };
}
/** A rule for each type that a member names, and for what they named before; the hub's own have none. */
function rulesFor(members, before) {
    const types = members.flatMap(({ status }) => typesOf(status?.['conditions']));
    const gone = typesOf(before).filter((type) => !OWN.has(type));
    return Object.fromEntries([...new Set([...types, ...gone])]
        .filter((type) => !OWN.has(type))
        .slice(0, MAX_TYPES)
        .map((type) => [type, GOOD.includes(type) ? ALL : { holds: 'alike' }]));
}
/** What the hub says itself about placement and members. */
const OWN = new Set(['Placed', 'Applied']);
const MAX_TYPES = 30;
function typesOf(conditions) {
    return listOf(conditions).flatMap((one) => {
        const type = textAt(mapOf(one), 'type');
        return conditionOf({ conditions: [one] }, type) ? type : [];
    });
}
/** The value that all members give. */
function agreed(field) {
    return ([first, ...others]) => {
        const value = first?.status?.[field];
        const text = JSON.stringify(value);
        return others.every(({ status }) => JSON.stringify(status?.[field]) === text) ? value : undefined;
    };
}
function scaledField({ subresources }) {
    const [, field] = /^\.?status\.([A-Za-z]\w*)$/.exec(subresources.scale?.statusReplicas ?? '') ?? [];
    return field;
}
function hasConditions(status) {
    return fieldOf(status, 'conditions')?.kind === 'list';
}
function fieldOf(schema, name) {
    return schema?.kind === 'struct' ? schema.fields.get(name)?.schema() : undefined;
}
//# sourceMappingURL=custom-propagation.js.map