import { getPath, withPath } from '#libs/apimachinery';
import {} from './member-values.js';
/** A share in numbers: what each member's manifest has in place of the object's. Members with 0 get 0 of everything. */
export function sharePatches(division, object, shares) {
    const patches = new Map([...shares.keys()].map((cluster) => [cluster, {}]));
    for (const field of division.fields) {
        const total = numberAt(object, field);
        // A zero that nobody has to be told is what members mean anyway.
        if (total === undefined || (total === 0 && field.least === 0))
            continue;
        for (const [cluster, part] of partsOf(total, shares, field))
            patches.set(cluster, withPath(patches.get(cluster) ?? {}, field.path, part));
    }
    return patches;
}
/** The number that an object says, or means; undefined: none. */
export function numberAt(object, field) {
    const value = getPath(object, field.path) ?? field.initial;
    return typeof value === 'number' ? value : undefined;
}
/**
 * `total` in proportion to the shares, within the bounds of each, by largest remainder (ties: larger share, then name). The
 * parts add up to `total` wherever the bounds allow it; where they do not, they are as close as can be.
 */
export function partsOf(total, shares, { least, atMostShare }) {
    const sum = [...shares.values()].reduce((a, b) => a + b, 0);
    const parts = [...shares].map(([cluster, share]) => {
        const ideal = sum === 0 ? 0 : (total * share) / sum;
        const low = share === 0 ? 0 : typeof least === 'number' ? least : share;
        const high = share === 0 ? 0 : atMostShare || least === 'exact' ? share : Infinity;
        const value = Math.min(high, Math.max(low, Math.floor(ideal)));
        return { cluster, share, low, high, value, rest: ideal - Math.floor(ideal) };
    });
    const order = [...parts].sort((a, b) => b.rest - a.rest || b.share - a.share || (a.cluster < b.cluster ? -1 : 1));
    let left = total - parts.reduce((given, { value }) => given + value, 0);
    left = spread(order, left, (part) => part.value < part.high, 1);
    spread(order.reverse(), left, (part) => part.value > part.low, -1);
    return new Map(parts.map(({ cluster, value }) => [cluster, value]));
}
/** Gives (or takes) one each, in rounds, while something is left and somebody can; answers what is left. */
function spread(order, left, can, step) {
    let rest = left;
    for (let moved = true; moved && rest * step > 0;) {
        moved = false;
        for (const part of order) {
            if (rest * step <= 0)
                break;
            if (part.share === 0 || !can(part))
                continue;
            part.value += step;
            rest -= step;
            moved = true;
        }
    }
    return rest;
}
const REPLICAS = { path: ['spec', 'replicas'], initial: 1, least: 'exact' };
/** Kinds with spec.replicas. */
export function dividedReplicas(preferences, ...more) {
    return {
        ...(preferences === undefined ? {} : { preferences }),
        total: (object) => numberAt(object, REPLICAS) ?? 1,
        fields: [REPLICAS, ...more],
        given: countIn(REPLICAS.path),
        of: 'replicas',
    };
}
/** The pods below the partition stay at the old revision: of each cluster its part of them, so that a canary is one pod in all. */
export const PARTITION = {
    path: ['spec', 'updateStrategy', 'rollingUpdate', 'partition'],
    initial: undefined,
    least: 0,
    atMostShare: true,
};
const MAX_REPLICAS_FIELD = {
    path: ['spec', 'maxReplicas'],
    initial: undefined,
    least: 'exact',
};
const MIN_REPLICAS_FIELD = {
    path: ['spec', 'minReplicas'],
    initial: 1,
    least: 1,
    atMostShare: true,
};
/** An autoscaler's maximum is divided, and its minimum after it: at least 1 each, as the API asks. */
export const DIVIDED_AUTOSCALER = {
    total: (object) => numberAt(object, MAX_REPLICAS_FIELD) ?? 0,
    fields: [MAX_REPLICAS_FIELD, MIN_REPLICAS_FIELD],
    given: countIn(MAX_REPLICAS_FIELD.path),
    of: 'bounds',
};
export function countIn(path) {
    return (patch) => {
        const value = getPath(patch, path);
        return typeof value === 'number' ? value : undefined;
    };
}
//# sourceMappingURL=division.js.map