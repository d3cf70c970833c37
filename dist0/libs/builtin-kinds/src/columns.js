import { formatLabelSelector, humanAge } from '#libs/apimachinery';
import { at, mapOf, mapsOf, textOf } from './json.js';
export const NONE = '<none>';
export function column(name, value, options = {}) {
    return {
        name,
        type: options.type ?? 'string',
        format: options.format ?? '',
        description: options.description ?? `${name} of the object.`,
        priority: options.wide ? 1 : 0,
        value,
    };
}
export function wide(name, value, options = {}) {
    return column(name, value, { ...options, wide: true });
}
/** A column that shows a number, 0 where the field is absent. */
export function count(name, ...path) {
    return column(name, (object) => numberAt(object, ...path), { type: 'integer' });
}
export const NAME = column('Name', (object) => object.metadata.name ?? '', {
    format: 'name',
    description: 'The name of the object, unique among those of its kind in its namespace.',
});
export const AGE = column('Age', (object, now) => humanAge(object.metadata.creationTimestamp, now), {
    description: 'How long ago the object was created.',
});
/** RBAC and LimitRange show a point in time instead of an age. */
export const CREATED_AT = column('Created At', (object) => object.metadata.creationTimestamp ?? '', {
    description: 'When the object was created.',
});
export function numberAt(object, ...path) {
    const value = at(object, ...path);
    return typeof value === 'number' ? value : 0;
}
export function textAt(object, ...path) {
    return textOf(at(object, ...path));
}
export function orNone(text) {
    return text === '' ? NONE : text;
}
/** `app=web,tier=front`, keys sorted, or `<none>`. */
export function formatLabels(labels) {
    return orNone(Object.entries(mapOf(labels))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(','));
}
/** A LabelSelector as text: `app=web,tier in (a,b),!legacy`; `<none>` for the empty one. */
export function formatSelector(selector) {
    return orNone(formatLabelSelector(mapOf(selector)));
}
/** Containers*, Images* and Selector* of a workload. */
export const CONTAINERS = wide('Containers', (object) => containerList(object, 'name'));
export const IMAGES = wide('Images', (object) => containerList(object, 'image'));
export const SELECTOR = wide('Selector', (object) => formatSelector(at(object, 'spec', 'selector')));
function containerList(object, field) {
    const containers = at(object, 'spec', 'template', 'spec', 'containers');
    return mapsOf(containers)
        .map((container) => textOf(container[field]))
        .join(',');
}
/** The addresses of a load balancer status: unique, sorted, as one text. */
export function loadBalancerAddresses(object) {
    const ingress = mapsOf(at(object, 'status', 'loadBalancer', 'ingress'));
    const addresses = ingress.map((entry) => textOf(entry['ip']) || textOf(entry['hostname']));
    return [...new Set(addresses.filter((address) => address !== ''))].sort();
}
//# sourceMappingURL=columns.js.map