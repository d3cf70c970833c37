import { getPath, humanAge, isJsonObject, } from '#libs/apimachinery';
import { placementSchema } from './placement-schema.js';
const GROUP = 'federation.meridian.dev';
/** Reasons and states that one cell of the table names; the others are counted. */
const NAMED_IN_CELL = 3;
/**
 * Where one federated object is, and why: a view that the hub computes when it is read. There is nothing to write, hence
 * no verb to write it with (docs/decisions/0024-placements-are-computed.md).
 */
export const placements = {
    storage: { group: GROUP, resource: 'placements' },
    kind: 'Placement',
    listKind: 'PlacementList',
    singular: 'placement',
    shortNames: [],
    categories: [],
    namespaced: true,
    verbs: ['get', 'list', 'watch'],
    versions: [{ group: GROUP, version: 'v1alpha1', schema: placementSchema }],
    subresources: {},
    columns: [
        column('Name', 'Name of the placement: of the object, and what it is.', (object) => object.metadata.name ?? '', {
            format: 'name',
        }),
        column('Kind', 'Kind of the object.', (object) => textAt(object, 'spec.target.kind')),
        column('Clusters', 'Clusters that shall have it.', (object) => countAt(object, 'status.placedClusters'), {
            type: 'integer',
        }),
        column('Placed', 'Replicas that have a cluster, of those wanted.', placed),
        column('Ready', 'Clusters that have the newest, and it is ready there, of those that shall have it.', ready),
        column('Age', 'Age of the object.', (object, now) => humanAge(object.metadata.creationTimestamp, now)),
        column('Policy', 'The policy that decided.', (object) => textAt(object, 'status.policy.name'), {
            priority: 1,
        }),
        column('State', 'What the clusters say.', (object) => counted(clustersOf(object).map(stateOf)), {
            priority: 1,
        }),
        column('Reasons', 'Why they have it, and why others do not.', reasons, { priority: 1 }),
    ],
    fieldLabels: {
        'spec.target.kind': (object) => textAt(object, 'spec.target.kind'),
        'spec.target.name': (object) => textAt(object, 'spec.target.name'),
        'spec.target.uid': (object) => textAt(object, 'spec.target.uid'),
    },
    custom: true,
    // Names of the objects themselves may be path segments (RBAC), and a colon divides them from their type.
    nameRule: 'path-segment',
    applyDefaults: () => undefined,
    validate: () => [],
    generation: 'none',
    deleteReturnsObject: false,
};
function column(name, description, value, options = {}) {
    return { name, type: 'string', format: '', description, priority: 0, value, ...options };
}
function textAt(object, path) {
    const value = getPath(object, path);
    return typeof value === 'string' ? value : '';
}
function listAt(object, path) {
    const value = getPath(object, path);
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
function clustersOf(object) {
    return listAt(object, 'status.clusters');
}
function stateOf({ state }) {
    return typeof state === 'string' ? state : '';
}
function countAt(object, path) {
    const value = getPath(object, path);
    return typeof value === 'number' ? value : 0;
}
/** `7/9`; kinds that are not divided have no such number. */
function placed(object) {
    const wanted = getPath(object, 'status.desiredReplicas');
    const has = getPath(object, 'status.placedReplicas');
    return typeof wanted === 'number' && typeof has === 'number' ? `${has}/${wanted}` : '<all>';
}
function ready(object) {
    return `${countAt(object, 'status.readyClusters')}/${countAt(object, 'status.placedClusters')}`;
}
/** `8 Applied, 1 Owed`. */
function counted(words) {
    const counts = new Map();
    for (const word of words)
        counts.set(word, (counts.get(word) ?? 0) + 1);
    const parts = [...counts].sort(([, a], [, b]) => b - a).map(([word, count]) => `${count} ${word}`);
    const more = parts.length - NAMED_IN_CELL;
    return [...parts.slice(0, NAMED_IN_CELL), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
function reasons(object) {
    const had = counted(clustersOf(object).map(({ reason }) => (typeof reason === 'string' ? reason : '')));
    const not = listAt(object, 'status.excluded').map(({ reason, count }) => `${Number(count)} not: ${String(reason)}`);
    const problems = listAt(object, 'status.problems').map(({ message }) => String(message));
    return [had, ...not.slice(0, NAMED_IN_CELL), ...problems].filter((text) => text !== '').join('; ');
}
//# sourceMappingURL=placement.js.map