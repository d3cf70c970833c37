import { checkLabelValue, checkQualifiedName, deepEqual, duplicateField, getPath, humanAge, invalidField, isJsonObject, requiredField, unsupportedField, } from '#libs/apimachinery';
import { clusterSchema } from './cluster-schema.js';
const OWN_GROUP = 'federation.meridian.dev';
const OWN_VERSION = 'v1alpha1';
/** What is asked of a cluster: take everything, take nothing new, or give up what it has. */
const CLUSTER_STATES = ['active', 'cordoned', 'draining'];
/** What becomes of a member's objects when its Cluster is deleted (docs/decisions/0017-removing-a-cluster.md). */
const DELETION_POLICIES = ['orphan', 'delete', 'drain'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const SUFFIXES = new Map([
    ['cordoned', ',Cordoned'],
    ['draining', ',Draining'],
]);
/** A member of the federation. Created by the join; the hub's cluster controller writes its status. */
export const clusters = {
    storage: { group: OWN_GROUP, resource: 'clusters' },
    kind: 'Cluster',
    listKind: 'ClusterList',
    singular: 'cluster',
    shortNames: [],
    categories: [],
    namespaced: false,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    versions: [{ group: OWN_GROUP, version: OWN_VERSION, schema: clusterSchema }],
    subresources: { status: true },
    columns: [
        column('Name', (object) => object.metadata.name ?? '', { format: 'name' }),
        column('Status', clusterStatus),
        column('Age', (object, now) => humanAge(object.metadata.creationTimestamp, now)),
        column('Region', (object) => text(object, 'spec.region') || text(object, 'status.region'), {
            priority: 1,
        }),
        column('Version', (object) => text(object, 'status.kubernetesVersion'), { priority: 1 }),
        column('Agent', (object) => text(object, 'status.agent.version'), { priority: 1 }),
        column('Capacity', capacity, { priority: 1 }),
    ],
    fieldLabels: {},
    custom: true,
    nameRule: 'dns-subdomain',
    applyDefaults,
    validate,
    generation: 'spec',
    deleteReturnsObject: false,
};
function column(name, value, options = {}) {
    return {
        name,
        type: 'string',
        format: '',
        description: `${name} of the cluster.`,
        priority: 0,
        value,
        ...options,
    };
}
function text(object, path) {
    const value = getPath(object, path);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
/** `96/384Gi`: processors and memory; empty until the agent has told. */
function capacity(object) {
    const cpu = text(object, 'status.capacity.cpu');
    const memory = text(object, 'status.capacity.memory');
    return cpu === '' && memory === '' ? '' : `${cpu}/${memory}`;
}
/**
 * One word for people: Pending until the agent was first heard, then what the conditions say. What is asked of the
 * cluster follows after a comma.
 */
function clusterStatus(object) {
    const removing = object.metadata.deletionTimestamp === undefined ? '' : ',Removing';
    return `${healthWord(object)}${SUFFIXES.get(text(object, 'spec.state')) ?? ''}${removing}`;
}
function healthWord(object) {
    const found = getPath(object, 'status.conditions');
    const conditions = Array.isArray(found) ? found : [];
    const is = (type, status) => conditions.some((condition) => condition.type === type && condition.status === status);
    const word = ['Offline', 'Suspect', 'Ready'].find((type) => is(type, 'True'));
    if (word !== undefined)
        return word;
    if (is('Ready', 'False'))
        return 'NotReady';
    return text(object, 'status.agent.lastHeartbeatTime') === '' ? 'Pending' : 'Unknown';
}
function applyDefaults(object) {
    const spec = isJsonObject(object['spec']) ? object['spec'] : {};
    object['spec'] = {
        ...spec,
        state: spec['state'] ?? 'active',
        deletionPolicy: spec['deletionPolicy'] ?? 'orphan',
    };
}
function validate(object) {
    const causes = [
        ...checkWord(object, 'spec.state', CLUSTER_STATES),
        ...checkWord(object, 'spec.deletionPolicy', DELETION_POLICIES),
    ];
    return [...causes, ...checkPlaces(object), ...checkCoordinates(object), ...checkTaints(object)];
}
function checkWord(object, field, known) {
    const value = getPath(object, field);
    const fits = value === undefined || (typeof value === 'string' && known.includes(value));
    return fits ? [] : [unsupportedField(field, value, known)];
}
/** Region and zones become labels of DNS names and of routes. */
function checkPlaces(object) {
    const zones = listAt(object, 'spec.zones');
    const places = [['spec.region', text(object, 'spec.region')]];
    zones.forEach((zone, index) => places.push([`spec.zones[${index}]`, String(zone)]));
    const bad = places.flatMap(([field, value]) => checkLabelValue(value).map((why) => invalidField(field, value, why)));
    const empty = zones.flatMap((zone, index) => (zone === '' ? [requiredField(`spec.zones[${index}]`)] : []));
    const twice = zones.flatMap((zone, index) => zones.indexOf(zone) < index ? [duplicateField(`spec.zones[${index}]`, zone)] : []);
    return [...bad, ...empty, ...twice];
}
const BOUNDS = { latitude: 90, longitude: 180 };
function checkCoordinates(object) {
    const coordinates = getPath(object, 'spec.coordinates');
    if (!isJsonObject(coordinates))
        return [];
    return Object.entries(BOUNDS).flatMap(([name, bound]) => {
        const field = `spec.coordinates.${name}`;
        const value = coordinates[name];
        if (typeof value !== 'number')
            return [requiredField(field)];
        const isInside = value >= -bound && value <= bound;
        return isInside ? [] : [invalidField(field, value, `must be between -${bound} and ${bound}, inclusive`)];
    });
}
function checkTaints(object) {
    const taints = listAt(object, 'spec.taints').filter(isJsonObject);
    return taints.flatMap((taint, index) => {
        const field = `spec.taints[${index}]`;
        const key = typeof taint['key'] === 'string' ? taint['key'] : '';
        const value = typeof taint['value'] === 'string' ? taint['value'] : '';
        const isRepeated = taints
            .slice(0, index)
            .some((other) => deepEqual([other['key'], other['effect']], [taint['key'], taint['effect']]));
        return [
            ...(key === ''
                ? [requiredField(`${field}.key`)]
                : checkQualifiedName(key).map((why) => invalidField(`${field}.key`, key, why))),
            ...checkLabelValue(value).map((why) => invalidField(`${field}.value`, value, why)),
            ...(EFFECTS.some((effect) => effect === taint['effect'])
                ? []
                : [unsupportedField(`${field}.effect`, taint['effect'] ?? '', EFFECTS)]),
            ...(isRepeated ? [duplicateField(field, { key, effect: taint['effect'] })] : []),
        ];
    });
}
function listAt(object, path) {
    const value = getPath(object, path);
    return Array.isArray(value) ? value : [];
}
//# sourceMappingURL=cluster.js.map