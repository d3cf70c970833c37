import { forbiddenField, invalidField, unsupportedField, } from '#libs/apimachinery';
import { affinityRefusal, readClusterAffinity, } from './cluster-affinity.js';
import { MAX_REPLICAS, MAX_WEIGHT } from './limits.js';
import { refused, wrongCount } from './preferences.js';
import { choiceAt, countAt, listAt, objectAt } from './read-fields.js';
/** Least and most that a cluster may have. A minimum above the maximum of another rule gives way to it. */
export function limitsOf(limits, cluster) {
    const mine = limits.filter(({ target }) => affinityRefusal(target, cluster) === undefined);
    const max = Math.min(Infinity, ...mine.map(({ maxReplicas }) => maxReplicas ?? Infinity));
    return { max, min: Math.min(max, Math.max(0, ...mine.map(({ minReplicas }) => minReplicas))) };
}
/**
 * Reads the policy's field. The type defaults to Divided, the preference to Weighted, the weight preference to one for every
 * cluster. Throws Invalid with a cause for each field that is wrong; `field` is where their paths begin.
 */
export function readReplicaScheduling(value, field) {
    const causes = [];
    const scheduling = readSchedulingAt(value, { field, causes });
    if (causes.length > 0)
        throw refused(causes);
    return scheduling;
}
/** The same, with what is wrong in the place's causes. */
export function readSchedulingAt(value, place) {
    const fields = objectAt(value, place);
    const division = readDivision(fields, place);
    const limits = listAt(fields, 'clusterLimits', place).map((item, index) => readLimit(item, { ...place, field: `${place.field}.clusterLimits[${index}]` }));
    const maxMoved = countAt(fields, 'maxMovedReplicas', MAX_REPLICAS, place);
    if (maxMoved === 0) {
        place.causes.push(invalidField(`${place.field}.maxMovedReplicas`, 0, 'must be greater than or equal to 1'));
    }
    if (division.kind === 'Duplicated')
        refuseDividing(fields, place);
    return {
        ...division,
        ...(limits.length > 0 ? { limits } : {}),
        ...(maxMoved === undefined ? {} : { maxMoved }),
    };
}
/** Every cluster has all of a Duplicated object: what says how to divide would be without effect. */
function refuseDividing(fields, { field, causes }) {
    for (const name of ['clusterLimits', 'maxMovedReplicas']) {
        if (fields[name] !== undefined)
            causes.push(forbiddenField(`${field}.${name}`, 'may not be set when replicaSchedulingType is Duplicated'));
    }
}
function readDivision(fields, place) {
    const type = choiceAt(fields, 'replicaSchedulingType', ['Divided', 'Duplicated'], place);
    const preference = choiceAt(fields, 'replicaDivisionPreference', ['Weighted', 'Aggregated'], place);
    const weighted = readWeights(fields['weightPreference'] ?? {}, {
        ...place,
        field: `${place.field}.weightPreference`,
    });
    if (type === 'Duplicated')
        return { kind: 'Duplicated' };
    return preference === 'Aggregated' ? { kind: 'Aggregated' } : weighted;
}
/** A dynamic weight makes the static list void, as in Karmada. */
function readWeights(value, place) {
    const fields = objectAt(value, place);
    const { field, causes } = place;
    const dynamic = fields['dynamicWeight'] ?? '';
    const respects = fields['respectCapacity'] ?? false;
    if (typeof respects !== 'boolean')
        causes.push(invalidField(`${field}.respectCapacity`, respects, 'must be true or false'));
    if (dynamic !== '') {
        if (dynamic !== 'AvailableReplicas')
            causes.push(unsupportedField(`${field}.dynamicWeight`, dynamic, ['AvailableReplicas']));
        return { kind: 'DynamicWeight' };
    }
    const rules = listAt(fields, 'staticWeightList', place).map((rule, index) => readRule(rule, { causes, field: `${field}.staticWeightList[${index}]` }));
    return { kind: 'StaticWeight', rules, ...(respects === true ? { respectCapacity: true } : {}) };
}
function readRule(value, place) {
    const fields = objectAt(value, place);
    const { weight } = fields;
    const wrong = wrongCount(weight, MAX_WEIGHT);
    if (wrong !== undefined)
        place.causes.push(invalidField(`${place.field}.weight`, weight, wrong));
    return { weight: Number(weight), target: readTarget(fields, place) };
}
function readLimit(value, place) {
    const fields = objectAt(value, place);
    const minReplicas = countAt(fields, 'minReplicas', MAX_REPLICAS, place) ?? 0;
    const maxReplicas = countAt(fields, 'maxReplicas', MAX_REPLICAS, place);
    if (maxReplicas !== undefined && minReplicas > maxReplicas) {
        const detail = `must not be below minReplicas (${minReplicas})`;
        place.causes.push(invalidField(`${place.field}.maxReplicas`, maxReplicas, detail));
    }
    return { target: readTarget(fields, place), minReplicas, maxReplicas };
}
function readTarget(fields, { field, causes }) {
    return readClusterAffinity(fields['targetCluster'] ?? {}, { field: `${field}.targetCluster`, causes });
}
//# sourceMappingURL=replica-scheduling.js.map