import { estimateRoundTripMs } from '#libs/routing';
import {} from './cluster-view.js';
import {} from './edge-views.js';
/** The clients of a service's table: every region that has an edge or a cluster, and '' for everybody else. */
export function clientFacts(edges, clusters, table, now) {
    const places = [...clusters, ...edges.live(now)].map(({ region }) => region);
    return [...new Set([...places, ''])].map((region) => ({
        name: region,
        region,
        demandRps: edges.demandOf(region, table, now),
        rttMs: distances(edges, region, clusters),
    }));
}
/** Measured where an edge has measured, else estimated from coordinates, else not known. */
function distances(edges, region, clusters) {
    const here = clusters.find((one) => one.region === region && one.coordinates)?.coordinates;
    const found = new Map();
    for (const { name, coordinates } of clusters) {
        const guess = here && coordinates && region !== '' ? estimateRoundTripMs(here, coordinates) : undefined;
        const rtt = edges.rttOf(region, name) ?? guess;
        if (rtt !== undefined)
            found.set(name, rtt);
    }
    return found;
}
//# sourceMappingURL=client-facts.js.map