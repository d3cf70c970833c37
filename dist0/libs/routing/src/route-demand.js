import { distanceKey, ineligible } from './candidates.js';
import { checkInput } from './check-input.js';
import {} from './fill.js';
import { healthShares } from './health-mode.js';
import { MIN_DEMAND_RPS, } from './model.js';
import { NEGLIGIBLE, placeDemand } from './overload.js';
import { judgeClusters } from './usable.js';
/**
 * The closest usable clusters with room, for every client region of one backend (reference: rules 1 to 7). Pure: the
 * same snapshot, in whatever order it is listed, gives the same answer to the last bit. Throws Invalid with the fields
 * that are wrong (see `checkInput`).
 */
export function routeDemand(input) {
    checkInput(input);
    const scene = setScene(input);
    const placed = scene.mode === 'rate' ? routeByRate(scene) : routeByHealth(scene);
    const clients = new Map(scene.clients.map((client, at) => [client.name, toRouting(scene, at, placed.amounts[at] ?? [])]));
    return { mode: scene.mode, clients, overload: placed.overload };
}
function setScene({ clusters: unsorted, clients, policy }) {
    const clusters = [...unsorted].sort((a, b) => (a.id < b.id ? -1 : 1));
    const verdicts = judgeClusters(clusters, policy);
    const sorted = [...clients].sort((a, b) => (a.name < b.name ? -1 : 1));
    const choices = sorted.map((client) => choose(client, clusters, verdicts, policy));
    const unknown = clusters.some(({ ratePerEndpoint }) => ratePerEndpoint === null);
    return { mode: unknown ? 'health' : policy.mode, policy, clusters, clients: sorted, verdicts, choices };
}
/** The usable clusters that the client may use; where there is none, those of a panic (reference: rule 7). */
function choose(client, clusters, verdicts, policy) {
    const eligible = [];
    for (const [at, cluster] of clusters.entries())
        if (ineligible(client, cluster, policy) === undefined)
            eligible.push(at);
    const usable = eligible.filter((at) => verdicts[at] === undefined);
    if (usable.length > 0)
        return { outcome: 'served', clusters: usable };
    const wanted = eligible.filter((at) => mayPanic(clusters[at]));
    if (wanted.length === 0)
        return { outcome: 'noBackends', clusters: [] };
    if (policy.panic === 'failClosed')
        return { outcome: 'failClosed', clusters: [] };
    const answering = wanted.filter((at) => clusters[at]?.probe !== 'fail');
    return { outcome: 'panic', clusters: answering.length > 0 ? answering : wanted };
}
/** Draining, disabled, scaled to nothing: somebody meant it, so a panic does not bring it back. */
function mayPanic(cluster) {
    return cluster?.state === 'active' && cluster.desired > 0 && cluster.scaler > 0;
}
/** Clusters of a panic count as if all that is wanted were ready. */
function readyIn(scene, at) {
    const cluster = scene.clusters[at];
    if (cluster === undefined)
        return 0;
    return scene.verdicts[at] === undefined ? cluster.ready : cluster.desired;
}
function routeByRate(scene) {
    const { clients, clusters, choices, policy } = scene;
    const levels = globalLevels(scene);
    const demand = Float64Array.from(clients, ({ demandRps }, at) => (choices[at]?.clusters.length ?? 0) > 0 ? effectiveDemand(demandRps) : 0);
    const capacity = Float64Array.from(clusters, ({ ratePerEndpoint, scaler }, at) => readyIn(scene, at) * (ratePerEndpoint ?? 0) * scaler);
    const reach = choices.map((choice) => choice.clusters);
    const { factor, overloaded } = placeDemand({ levels, demand, capacity, reach }, policy.maxOverload);
    const amounts = clients.map(() => []);
    for (const offer of levels.flat()) {
        for (const [index, at] of offer.clusters.entries())
            amounts[offer.client]?.push({ id: clusters[at]?.id ?? '', amount: offer.given[index] ?? 0 });
    }
    const overload = clusters.filter((_, at) => overloaded.has(at)).map(({ id }) => [id, factor]);
    return { amounts, overload: new Map(factor > 1 ? overload : []) };
}
function effectiveDemand(demandRps) {
    return demandRps > 0 ? demandRps : MIN_DEMAND_RPS;
}
/** All pairs of a client and a cluster that it may use, by distance. */
function globalLevels({ clients, clusters, choices, policy }) {
    const byKey = new Map();
    for (const [at, client] of clients.entries()) {
        for (const [key, near] of byDistance(client, clusters, choices[at]?.clusters ?? [], policy)) {
            const offer = { client: at, clusters: near, given: new Float64Array(near.length) };
            const level = byKey.get(key);
            if (level === undefined)
                byKey.set(key, [offer]);
            else
                level.push(offer);
        }
    }
    return ascending(byKey);
}
function routeByHealth(scene) {
    const { clients, policy } = scene;
    const amounts = clients.map((_, at) => Array.from(healthShares(healthLevels(scene, at), policy.overprovisioning), ([id, amount]) => ({
        id,
        amount,
    })));
    return { amounts, overload: new Map() };
}
/**
 * A client's levels. Beside the clusters of its choice they hold active ones that lie at the same distance and are down:
 * the fewer of a level are up, the more goes on to the next one.
 */
function healthLevels(scene, at) {
    const { clients, clusters, choices, policy } = scene;
    const client = clients[at];
    const choice = choices[at];
    if (client === undefined || choice === undefined || choice.clusters.length === 0)
        return [];
    const chosen = new Set(choice.clusters);
    const counted = [...clusters.keys()].filter((one) => {
        const cluster = clusters[one];
        if (chosen.has(one) || cluster === undefined)
            return chosen.has(one);
        return cluster.state === 'active' && ineligible(client, cluster, policy) === undefined;
    });
    return ascending(byDistance(client, clusters, counted, policy)).map((level) => level.map((one) => healthMember(scene, one, chosen.has(one))));
}
function healthMember(scene, at, chosen) {
    const { id = '', desired = 0, scaler = 0 } = scene.clusters[at] ?? {};
    return { id, desired, scaler, ready: chosen ? scaler * readyIn(scene, at) : 0 };
}
/** Clusters (as indices) by distance from the client. */
function byDistance(client, clusters, among, policy) {
    const byKey = new Map();
    for (const at of among) {
        const cluster = clusters[at];
        if (cluster === undefined)
            continue;
        const key = distanceKey(client, cluster, policy.rttBandMs);
        const near = byKey.get(key);
        if (near === undefined)
            byKey.set(key, [at]);
        else
            near.push(at);
    }
    return byKey;
}
function ascending(byKey) {
    return [...byKey].sort(([a], [b]) => a - b).map(([, value]) => value);
}
/** Shares of the region's demand, without rounding errors: they and what is shed add up to 1. */
function toRouting(scene, at, amounts) {
    const outcome = scene.choices[at]?.outcome ?? 'noBackends';
    const whole = scene.mode === 'rate' ? effectiveDemand(scene.clients[at]?.demandRps ?? 0) : 1;
    const real = amounts.filter(({ amount }) => amount > NEGLIGIBLE * whole);
    const given = real.reduce((sum, { amount }) => sum + amount, 0);
    const unserved = Math.max(0, 1 - given / whole);
    const shed = given === 0 ? 1 : unserved > NEGLIGIBLE * (amounts.length + 1) ? unserved : 0;
    const shares = real
        .map(({ id, amount }) => [id, ((1 - shed) * amount) / given])
        .sort(([a], [b]) => (a < b ? -1 : 1));
    return { shares: new Map(shares), shed, outcome };
}
//# sourceMappingURL=route-demand.js.map