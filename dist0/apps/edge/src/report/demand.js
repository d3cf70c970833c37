import { MAX_EDGE_DEMANDS } from '#libs/protocol';
/** Time constant of the moving average, ms (reference: ingress, section 2.1), and the rate below which nothing is told. */
const AVERAGE_MS = 10_000;
const LEAST_RPS = 0.01;
/** Requests offered per second and table, as a moving average: what clients want, whatever routing makes of it. */
export class Demand {
    rates = new Map();
    lastMs;
    constructor(nowMs) {
        this.lastMs = nowMs;
    }
    /** `offered`: since the last call. */
    observe(offered, nowMs) {
        const forMs = nowMs - this.lastMs;
        if (forMs <= 0)
            return;
        this.lastMs = nowMs;
        const weight = 1 - Math.exp(-forMs / AVERAGE_MS);
        for (const table of offered.keys())
            if (!this.rates.has(table))
                this.rates.set(table, 0);
        for (const [table, before] of this.rates) {
            const now = ((offered.get(table) ?? 0) * 1_000) / forMs;
            const rate = before + weight * (now - before);
            if (rate < LEAST_RPS)
                this.rates.delete(table);
            else
                this.rates.set(table, rate);
        }
    }
    /** The most first. */
    top() {
        return [...this.rates]
            .map(([table, rps]) => ({ table, rps: Math.round(rps * 100) / 100 }))
            .sort((a, b) => b.rps - a.rps || (a.table < b.table ? -1 : 1))
            .slice(0, MAX_EDGE_DEMANDS);
    }
}
//# sourceMappingURL=demand.js.map