import { fillLevels } from './fill.js';
/** A part of a region's demand this small is a rounding error: served. */
export const NEGLIGIBLE = 1e-9;
/** How exactly the overload factor is found. */
const FACTOR_PRECISION = 1e-10;
/**
 * Fills, and where that leaves demand unserved multiplies the capacity of exactly the clusters within an unserved
 * client's reach by the smallest factor, at most `maxOverload`, that serves it (reference: rule 5). More capacity serves
 * no client worse, so the set of these clusters need not grow and the factor can be halved towards.
 */
export function placeDemand(input, maxOverload) {
    const { levels, demand, capacity, reach } = input;
    const remainder = fillLevels(levels, demand, capacity);
    const unserved = [...reach.keys()].filter((client) => isUnserved(client, remainder, demand));
    const overloaded = new Set(unserved.flatMap((client) => reach[client] ?? []));
    if (overloaded.size === 0 || maxOverload <= 1)
        return { remainder, factor: 1, overloaded: new Set() };
    const fill = (factor) => fillLevels(levels, demand, multiplied(capacity, overloaded, factor));
    const serves = (factor) => {
        const left = fill(factor);
        return !unserved.some((client) => isUnserved(client, left, demand));
    };
    const least = leastFactor(input, remainder, overloaded);
    const factor = smallestFactor(serves, Math.min(least, maxOverload), maxOverload);
    return { remainder: fill(factor), factor, overloaded };
}
function isUnserved(client, { rest }, demand) {
    return (rest[client] ?? 0) > NEGLIGIBLE * (demand[client] ?? 0);
}
function multiplied(capacity, clusters, factor) {
    const more = Float64Array.from(capacity);
    for (const at of clusters)
        more[at] = (more[at] ?? 0) * factor;
    return more;
}
/** No smaller factor can do: all capacity in reach, used to the last request, for what it serves and what is left. */
function leastFactor({ capacity }, { rest, free }, clusters) {
    let total = 0;
    let wanted = rest.reduce((sum, one) => sum + one, 0);
    for (const at of clusters) {
        total += capacity[at] ?? 0;
        wanted += (capacity[at] ?? 0) - (free[at] ?? 0);
    }
    return Math.max(1, wanted / total);
}
/** The smallest factor from `least` to `most` that serves, to FACTOR_PRECISION; `most` where none does. */
function smallestFactor(serves, least, most) {
    if (least >= most || serves(least))
        return least;
    let low = least;
    let high = Math.min(most, least * 2);
    while (!serves(high)) {
        if (high >= most)
            return most;
        low = high;
        high = Math.min(most, high * 2);
    }
    while (high - low > FACTOR_PRECISION * high) {
        const middle = (low + high) / 2;
        if (serves(middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}
//# sourceMappingURL=overload.js.map