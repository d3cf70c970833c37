import { checkAnnotations, checkLabels, deepEqual, isJsonObject } from '#libs/apimachinery';
import { formatPointer, valueAt } from './json-pointer.js';
/** What overrides may not touch: what an object is, what servers own, our marks, and what is divided over clusters. */
const OURS = 'federation.meridian.dev/';
const FIXED = new Set(['apiVersion', 'kind', 'status']);
/** All of metadata that the manifests of members have. */
const META = ['name', 'namespace', 'labels', 'annotations'];
const MAPS = ['labels', 'annotations'];
/** Why nobody may override what is at (or below) this path; undefined: it may be. */
export function protectedPath(steps) {
    const [first, second, third] = steps;
    if (first === undefined)
        return 'the whole object cannot be overridden';
    if (FIXED.has(first))
        return `${first} is the same in every cluster`;
    if (first !== 'metadata')
        return undefined;
    if (second !== 'labels' && second !== 'annotations')
        return 'of metadata, only labels and annotations can differ by cluster';
    return third === undefined ? undefined : protectedKey(third);
}
/** Of a label or annotation. */
export function protectedKey(key) {
    return key.startsWith(OURS) ? `keys of ${OURS} are the federation's own` : undefined;
}
/** Why what is at `steps` may not be overridden where `divided` are divided; undefined: it may be. */
export function dividedPath(steps, divided) {
    const hit = divided.find((path) => path.every((step, index) => steps[index] === step));
    return hit && `${hit.join('.')} is divided over clusters: preferences or a policy say how`;
}
/** What is wrong with `after`, an object that overrides made of `before`; undefined: nothing. Shows no values. */
export function protectedProblem(before, after, divided) {
    if (!isJsonObject(after) || !isJsonObject(after['metadata']))
        return 'there would be no object any more';
    const changed = (steps) => !deepEqual(valueAt(before, steps), valueAt(after, steps));
    const fixed = [...FIXED].find((name) => changed([name]));
    if (fixed !== undefined)
        return protectedPath([fixed]);
    if (Object.keys(after['metadata']).some((name) => !META.includes(name)))
        return protectedPath(['metadata', '']);
    if (changed(['metadata', 'name']) || changed(['metadata', 'namespace']))
        return protectedPath(['metadata', '']);
    const share = divided.find(changed);
    if (share)
        return `${formatPointer(share)}: ${dividedPath(share, divided) ?? ''}`;
    return MAPS.map((name) => mapProblem(name, before.metadata[name], after['metadata'])).find((problem) => problem !== undefined);
}
function mapProblem(name, before, metadata) {
    const map = valueAt(metadata, [name]) ?? {};
    if (!isTextMap(map))
        return `metadata.${name} would be no map of strings`;
    const ours = (entries) => Object.fromEntries(Object.entries(entries).filter(([key]) => key.startsWith(OURS)));
    if (!deepEqual(ours(before ?? {}), ours(map)))
        return protectedKey(OURS);
    const check = name === 'labels' ? checkLabels : checkAnnotations;
    return check(map, '').length > 0 ? `a key or value of metadata.${name} would not be valid` : undefined;
}
function isTextMap(value) {
    return isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string');
}
//# sourceMappingURL=protected.js.map