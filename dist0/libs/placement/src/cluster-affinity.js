import { requiredField } from '#libs/apimachinery';
import { choiceAt, labelsAt, listAt, objectAt, textAt, textsAt } from './read-fields.js';
const KEYS = ['region', 'zone', 'provider'];
/** Why the cluster is not meant, for people; undefined when it is. */
export function affinityRefusal(affinity, cluster) {
    if (affinity.excluded.has(cluster.name))
        return 'it is excluded by name';
    if (affinity.names.size > 0 && !affinity.names.has(cluster.name))
        return 'it is not named';
    if (affinity.labels?.matches(cluster.labels) === false)
        return 'its labels do not match';
    const unmet = affinity.fields.find((requirement) => !meets(requirement, cluster));
    return unmet && `its ${unmet.key} does not match`;
}
/** A cluster in several zones may run a pod in any of them, so all of them count. */
function meets({ key, operator, values }, cluster) {
    const own = key === 'zone' ? cluster.zones : [cluster[key]].filter((value) => value !== '');
    return operator === 'In'
        ? own.length > 0 && own.every((value) => values.includes(value))
        : !own.some((value) => values.includes(value));
}
/** Reads an affinity, or a `targetCluster`. */
export function readClusterAffinity(value, { field, causes }) {
    const place = { field, causes };
    const fields = objectAt(value, place);
    return {
        names: new Set(textsAt(fields, 'clusterNames', place)),
        excluded: new Set(textsAt(fields, 'exclude', place)),
        labels: labelsAt(fields, 'labelSelector', place),
        fields: readFieldSelector(fields['fieldSelector'] ?? {}, { field: `${field}.fieldSelector`, causes }),
    };
}
function readFieldSelector(value, place) {
    const fields = objectAt(value, place);
    return listAt(fields, 'matchExpressions', place).map((item, index) => readRequirement(item, { ...place, field: `${place.field}.matchExpressions[${index}]` }));
}
function readRequirement(item, place) {
    const fields = objectAt(item, place);
    for (const name of ['key', 'operator']) {
        if (textAt(fields, name, place) === '')
            place.causes.push(requiredField(`${place.field}.${name}`));
    }
    const values = textsAt(fields, 'values', place);
    if (values.length === 0)
        place.causes.push(requiredField(`${place.field}.values`));
    return {
        key: choiceAt(fields, 'key', KEYS, place),
        operator: choiceAt(fields, 'operator', ['In', 'NotIn'], place),
        values,
    };
}
//# sourceMappingURL=cluster-affinity.js.map