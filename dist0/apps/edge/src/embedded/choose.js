import {} from './gateways.js';
import {} from './route-book.js';
/**
 * The gateway for a request. By weight among the clusters that pass the probes; if none does, the nearest of weight 0 that
 * does; if nothing passes, by weight as if all did: then the probes are more likely wrong than everything down.
 */
export function chooseGateway(book, service, wish) {
    const { candidates, slots } = service;
    const { preferred, draw, tried, avoid } = wish;
    const open = (candidate, healthyOnly) => candidate && openGateway(book, candidate.cluster, { healthyOnly, tried });
    if (avoid !== undefined) {
        const elsewhere = candidates.filter(({ cluster }) => !avoid.has(book.regionOf(cluster)));
        const found = byWeight(elsewhere, draw, (one) => open(one, true));
        if (found)
            return found;
    }
    if (preferred !== undefined) {
        const kept = open(candidates.find(({ cluster, weight }) => cluster === preferred && weight > 0), true);
        if (kept)
            return kept;
    }
    const place = draw * slots.length;
    const at = slots[Math.floor(place)];
    const first = at === undefined ? undefined : open(candidates[at], true);
    if (first)
        return first;
    // What is left of the draw does not depend on the place it fell on: the share of one that fails goes to all others.
    const again = slots.length === 0 ? draw : place - Math.floor(place);
    return (byWeight(candidates, again, (one) => open(one, true)) ??
        byWeight(candidates, again, (one) => open(one, false)));
}
/** Another draw among the weights of those that are open; after them the nearest without a weight. */
function byWeight(candidates, draw, open) {
    const choices = candidates.flatMap((candidate) => {
        const choice = open(candidate);
        return choice ? [{ choice, weight: candidate.weight }] : [];
    });
    let left = draw * choices.reduce((sum, { weight }) => sum + weight, 0);
    for (const { choice, weight } of choices) {
        if (left < weight)
            return choice;
        left -= weight;
    }
    return choices[0]?.choice;
}
function openGateway(book, cluster, { healthyOnly, tried }) {
    let best;
    for (const gateway of book.gatewaysOf(cluster)) {
        if ((healthyOnly && !gateway.isHealthy) || !gateway.hasRoom || tried?.has(gateway))
            continue;
        if (best === undefined || gateway.requests < best.requests)
            best = gateway;
    }
    return best && { cluster, gateway: best };
}
//# sourceMappingURL=choose.js.map