/** Rate mode: all pairs of client and cluster are filled in one global order of distance (reference: rule 4). */
/**
 * Serves `demand` (by client) from `capacity` (by cluster), the nearest pairs first, so that nobody is displaced by a
 * client from farther away. Writes `given` of every offer.
 */
export function fillLevels(levels, demand, capacity) {
    const remainder = { rest: Float64Array.from(demand), free: Float64Array.from(capacity) };
    const offered = new Float64Array(capacity.length);
    for (const level of levels) {
        for (const offer of level)
            offer.given.fill(0);
        fillLevel(level, remainder, offered);
    }
    return remainder;
}
/**
 * Rounds until nothing moves: each client offers what it has left in proportion to free capacity; a cluster that is
 * offered too much takes the same fraction of every offer, and is full then. After a round a client is served or sees
 * one more of its clusters full, so there are at most as many rounds as clusters, and one.
 */
function fillLevel(level, { rest, free }, offered) {
    for (;;) {
        const bids = makeBids(level, rest, free);
        if (bids.length === 0)
            return;
        for (const { offer, perFree } of bids) {
            for (const at of offer.clusters)
                offered[at] = (offered[at] ?? 0) + perFree * (free[at] ?? 0);
        }
        for (const bid of bids)
            takeBid(bid, { rest, free }, offered);
        for (const { offer } of bids)
            settle(offer.clusters, free, offered);
    }
}
function makeBids(level, rest, free) {
    const bids = [];
    for (const offer of level) {
        const left = rest[offer.client] ?? 0;
        if (left <= 0)
            continue;
        let room = 0;
        for (const at of offer.clusters)
            room += free[at] ?? 0;
        if (room > 0)
            bids.push({ offer, perFree: left / room });
    }
    return bids;
}
/** Gives the client the accepted part of its offers. What was accepted whole leaves nothing, not a rounding error. */
function takeBid({ offer, perFree }, { rest, free }, offered) {
    let taken = 0;
    let whole = true;
    for (const [index, at] of offer.clusters.entries()) {
        const room = free[at] ?? 0;
        const asked = offered[at] ?? 0;
        const fraction = asked > room ? room / asked : 1;
        whole &&= fraction === 1;
        const given = perFree * room * fraction;
        offer.given[index] = (offer.given[index] ?? 0) + given;
        taken += given;
    }
    rest[offer.client] = whole ? 0 : Math.max(0, (rest[offer.client] ?? 0) - taken);
}
/** Takes the accepted offers off the free capacity, and clears the offers for the next round. */
function settle(clusters, free, offered) {
    for (const at of clusters) {
        free[at] = Math.max(0, (free[at] ?? 0) - (offered[at] ?? 0));
        offered[at] = 0;
    }
}
//# sourceMappingURL=fill.js.map