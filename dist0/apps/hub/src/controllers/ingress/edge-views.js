import {} from '#libs/protocol';
import { DEFAULT_PROBE_RULES, newProbeState, observeProbe, observeRoundTrip, probeVerdict, } from '#libs/routing';
import { EDGE_SILENT_MS, MAX_EDGES } from './limits.js';
const NOTHING = { edges: false, routes: false, demand: [] };
/** Edges have counted failures already (fall 2, rise 3); here the hold and the slow start are added. */
const RULES = { ...DEFAULT_PROBE_RULES, fall: 1, rise: 1 };
/** What the edges said last, put together: probes and distances of clusters, demand for services. */
export class EdgeViews {
    heard = new Map();
    probes = new Map();
    /** By region and cluster. */
    roundTrips = new Map();
    /** Takes a report in. Older ones than the last, and edges beyond the limit, are no news. */
    take(report, now) {
        const before = this.heard.get(report.edge)?.report;
        if (before === undefined && this.heard.size >= MAX_EDGES)
            return NOTHING;
        if (before?.instance === report.instance && before.sequence >= report.sequence)
            return NOTHING;
        const demand = new Map(report.demand.map(({ table, rps }) => [table, rps]));
        this.heard.set(report.edge, { report, heardAt: now, demand });
        const probed = this.judge(report, now);
        const moved = this.measure(report, now);
        const edges = before === undefined || placeOf(before) !== placeOf(report);
        return { edges, routes: edges || probed || moved, demand: changedDemand(before, report) };
    }
    /** Edges that were heard lately, by name. */
    live(now) {
        return [...this.heard.values()]
            .filter(({ heardAt }) => now - heardAt < EDGE_SILENT_MS)
            .map(({ report }) => report)
            .sort((a, b) => (a.edge < b.edge ? -1 : 1));
    }
    all() {
        return [...this.heard.values()].map(({ report }) => report);
    }
    probeOf(cluster, now) {
        const state = this.probes.get(cluster);
        return state === undefined ? { probe: 'unknown', scaler: 1 } : probeVerdict(state, now, RULES);
    }
    /** Whether a cluster is on its way back: its capacity grows with time. */
    isRecovering() {
        return [...this.probes.values()].some(({ phase }) => phase !== 'HEALTHY');
    }
    rttOf(region, cluster) {
        return this.roundTrips.get(region)?.get(cluster)?.rttMs;
    }
    /** Requests per second from a region for a service's table. */
    demandOf(region, table, now) {
        let sum = 0;
        for (const { report, heardAt, demand } of this.heard.values())
            if (report.region === region && now - heardAt < EDGE_SILENT_MS)
                sum += demand.get(table) ?? 0;
        return sum;
    }
    /** A cluster fails when every edge that has tried says so: one that only one edge cannot reach is that edge's to avoid. */
    judge(report, now) {
        const live = this.live(now);
        let changed = false;
        for (const { cluster } of report.gateways) {
            const said = live.flatMap(({ gateways }) => gateways.find((one) => one.cluster === cluster)?.probe ?? []);
            const heard = said.includes('ok') ? 'ok' : said.includes('fail') ? 'fail' : 'none';
            const before = this.probes.get(cluster) ?? newProbeState(now);
            const after = observeProbe(before, heard, now, RULES);
            this.probes.set(cluster, after);
            changed ||= probeVerdict(before, now, RULES).probe !== probeVerdict(after, now, RULES).probe;
        }
        return changed;
    }
    measure({ region, gateways }, now) {
        const cells = this.roundTrips.get(region) ?? new Map();
        this.roundTrips.set(region, cells);
        let changed = false;
        for (const { cluster, rttMs } of gateways) {
            if (rttMs === null)
                continue;
            const before = cells.get(cluster);
            const after = observeRoundTrip(before, rttMs, now);
            cells.set(cluster, after);
            changed ||= before?.rttMs !== after.rttMs;
        }
        return changed;
    }
}
function placeOf({ region, zone, addresses, ports }) {
    return JSON.stringify([region, zone, addresses, ports]);
}
function changedDemand(before, after) {
    const old = new Map(before?.demand.map(({ table, rps }) => [table, rps]));
    const gone = new Set(old.keys());
    const changed = after.demand.filter(({ table, rps }) => {
        gone.delete(table);
        return old.get(table) !== rps;
    });
    return [...changed.map(({ table }) => table), ...gone];
}
//# sourceMappingURL=edge-views.js.map