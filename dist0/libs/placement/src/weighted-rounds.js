import { ceilShare } from './exact-share.js';
/**
 * Divides among the parties, in their order, in rounds of ceil(remaining * weight / weights) each, until nothing is left or
 * nothing changes. Gives what remains. Rounds that credit pays for in full change nothing else and are taken at once; every
 * other one places something or fills a party, so their number is bounded by the parties and the square root of the credit.
 */
export function divideByWeight(parties, replicas) {
    const table = toTable(parties);
    let remaining = replicas;
    for (let changed = true; changed && remaining > 0;) {
        if (!takeShares(table, remaining))
            break;
        payByCredit(table);
        const before = remaining;
        const round = oneRound(table, remaining);
        remaining = round.remaining;
        changed = round.paid || remaining !== before;
    }
    for (const [row, party] of parties.entries()) {
        party.plan = table.plan[row] ?? 0;
        party.credit = table.credit[row] ?? 0;
        party.overflow = table.overflow[row] ?? 0;
    }
    return remaining;
}
function toTable(parties) {
    const column = (value) => new Float64Array(parties.map(value));
    return {
        weight: column((party) => party.weight),
        max: column((party) => party.max),
        capacity: column((party) => party.capacity),
        plan: column((party) => party.plan),
        credit: column((party) => party.credit),
        overflow: column((party) => party.overflow),
        share: new Float64Array(parties.length),
        rows: Int32Array.from(parties.keys()),
        open: parties.length,
    };
}
/** Works out the shares of a round; false when nobody has a weight. */
function takeShares({ weight, share, rows, open }, amount) {
    let total = 0;
    for (let at = 0; at < open; at++)
        total += weight[rows[at] ?? 0] ?? 0;
    if (total === 0)
        return false;
    for (let at = 0; at < open; at++) {
        const row = rows[at] ?? 0;
        share[row] = ceilShare(amount, weight[row] ?? 0, total);
    }
    return true;
}
/** Takes at once all rounds in which every share is paid for by credit. */
function payByCredit(table) {
    const { share, credit, rows, open } = table;
    const rounds = roundsPaid(table);
    if (rounds === 0)
        return;
    for (let at = 0; at < open; at++) {
        const row = rows[at] ?? 0;
        credit[row] = (credit[row] ?? 0) - rounds * (share[row] ?? 0);
    }
}
/** How many rounds of these shares everybody's credit lasts for. */
function roundsPaid({ share, credit, rows, open }) {
    let rounds = Infinity;
    for (let at = 0; at < open && rounds > 0; at++) {
        const row = rows[at] ?? 0;
        const due = share[row] ?? 0;
        if (due > 0)
            rounds = Math.min(rounds, Math.floor((credit[row] ?? 0) / due));
    }
    return rounds;
}
/** Gives each party its share, less what its kept replicas have had in advance, up to its limits; full ones leave. */
function oneRound(table, amount) {
    const { share, credit, plan, max, capacity, overflow, rows } = table;
    let remaining = amount;
    let paid = false;
    let open = 0;
    for (let at = 0; at < table.open; at++) {
        const row = rows[at] ?? 0;
        const due = Math.min(share[row] ?? 0, remaining);
        const used = Math.min(due, credit[row] ?? 0);
        credit[row] = (credit[row] ?? 0) - used;
        paid ||= used > 0;
        const before = plan[row] ?? 0;
        const wanted = before + due - used;
        const allowed = Math.min(wanted, max[row] ?? Infinity);
        const next = Math.min(allowed, capacity[row] ?? Infinity);
        if (next < allowed)
            overflow[row] = allowed - next;
        plan[row] = next;
        remaining -= next - before;
        if (next === wanted)
            rows[open++] = row;
    }
    table.open = open;
    return { remaining, paid };
}
//# sourceMappingURL=weighted-rounds.js.map