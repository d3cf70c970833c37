import { duplicateField, invalidField } from '#libs/apimachinery';
import { refused, wrongClusters } from './check-input.js';
import { MAX_BACKEND_WEIGHT, MAX_BACKENDS } from './limits.js';
import {} from './model.js';
import { routeDemand } from './route-demand.js';
/**
 * Divides every region's demand by weight first, then routes each part by itself (reference: rule 8): where a version
 * runs never changes the mix of versions, and what one backend cannot serve is not given to another. Throws Invalid for
 * weights that are no whole numbers, and as `routeDemand` does.
 */
export function routeBackends({ backends, clients, policy }) {
    checkBackends(backends);
    const total = backends.reduce((sum, { weight }) => sum + weight, 0);
    const routings = new Map();
    for (const { name, weight, clusters } of backends) {
        if (weight === 0 || clusters === undefined)
            continue;
        const part = clients.map((client) => ({ ...client, demandRps: (client.demandRps * weight) / total }));
        routings.set(name, routeDemand({ clusters, clients: part, policy }));
    }
    const mixed = clients.map(({ name }) => [name, mix(name, backends, routings)]);
    return { routings, clients: new Map(mixed.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
function mix(client, backends, routings) {
    const total = backends.reduce((sum, { weight }) => sum + weight, 0);
    const targets = [];
    let shed = 0;
    let unresolved = total === 0 ? 1 : 0;
    for (const { name: backend, weight } of backends) {
        if (weight === 0)
            continue;
        const part = weight / total;
        const served = routings.get(backend)?.clients.get(client);
        if (served === undefined)
            unresolved += part;
        shed += part * (served?.shed ?? 0);
        for (const [cluster, share] of served?.shares ?? [])
            targets.push({ backend, cluster, share: part * share });
    }
    return { targets, shed, unresolved };
}
function checkBackends(backends) {
    const causes = [];
    if (backends.length > MAX_BACKENDS)
        causes.push(invalidField('backends', backends.length, `at most ${MAX_BACKENDS} are supported`));
    const names = new Set();
    for (const [at, { name, weight, clusters }] of backends.entries()) {
        const field = `backends[${at}]`;
        if (!Number.isInteger(weight) || weight < 0 || weight > MAX_BACKEND_WEIGHT)
            causes.push(invalidField(`${field}.weight`, weight, WEIGHT_RANGE));
        if (names.has(name))
            causes.push(duplicateField(`${field}.name`, name));
        names.add(name);
        causes.push(...wrongClusters(clusters ?? [], `${field}.clusters`));
    }
    if (causes.length > 0)
        throw refused(causes);
}
const WEIGHT_RANGE = `must be a whole number from 0 to ${MAX_BACKEND_WEIGHT}`;
//# sourceMappingURL=route-backends.js.map