import { duplicateField, invalidField, StatusError } from '#libs/apimachinery';
import { MAX_CLIENTS, MAX_CLUSTERS, MAX_PAIRS, MAX_QUANTITY, MAX_RTT_MS } from './limits.js';
import {} from './model.js';
const quantity = {
    holds: (value) => value >= 0 && value <= MAX_QUANTITY,
    says: `must be a number from 0 to ${MAX_QUANTITY}`,
};
const share = { holds: (value) => value >= 0 && value <= 1, says: 'must be a number from 0 to 1' };
/** null: not known. */
const rate = {
    holds: (value) => value === null || (value > 0 && value <= MAX_QUANTITY),
    says: `must be a number above 0, at most ${MAX_QUANTITY}`,
};
const atLeastOne = { holds: (value) => value >= 1, says: 'must be a number of at least 1' };
const duration = { holds: (value) => value >= 0, says: 'must be a number of at least 0' };
const rtt = {
    holds: (value) => value >= 0 && value <= MAX_RTT_MS,
    says: `must be a number from 0 to ${MAX_RTT_MS}`,
};
const band = {
    holds: (value) => value >= 0.001 && value <= MAX_RTT_MS,
    says: `must be a number from 0.001 to ${MAX_RTT_MS}`,
};
/** Below 0 counts as nothing heard; only what is no finite number is wrong. */
const demand = {
    holds: (value) => Math.abs(value) <= MAX_QUANTITY,
    says: `must be a number, at most ${MAX_QUANTITY}`,
};
/**
 * Throws Invalid with a cause for each field that is wrong: a number out of its range, two clusters with one id, two
 * clients with one name, more than the limits of this lib.
 */
export function checkInput({ clusters, clients, policy }) {
    if (clusters.length > MAX_CLUSTERS)
        throw tooMany('clusters', MAX_CLUSTERS);
    if (clients.length > MAX_CLIENTS)
        throw tooMany('clients', MAX_CLIENTS);
    if (clusters.length * clients.length > MAX_PAIRS)
        throw tooMany('clients times clusters', MAX_PAIRS);
    const causes = [
        ...wrongClusters(clusters, 'clusters'),
        ...duplicates('clients', clients.map(({ name }) => name)),
        ...clients.flatMap((client) => wrongClient(client)),
        ...wrongFields(policy, POLICY_RANGES, 'policy'),
    ];
    if (causes.length > 0)
        throw refused(causes);
}
/** What is wrong with a list of clusters that stands at `field`. */
export function wrongClusters(clusters, field) {
    return [
        ...duplicates(field, clusters.map(({ id }) => id)),
        ...clusters.flatMap((cluster, at) => wrongFields(cluster, CLUSTER_RANGES, `${field}[${at}]`)),
    ];
}
const CLUSTER_RANGES = [
    ['ready', quantity],
    ['desired', quantity],
    ['ratePerEndpoint', rate],
    ['scaler', share],
    ['staleForMs', duration],
];
const POLICY_RANGES = [
    ['overprovisioning', atLeastOne],
    ['maxOverload', atLeastOne],
    ['staleGraceMs', duration],
    ['rttBandMs', band],
    ['maxRttMs', duration],
    ['autoDrainBelow', share],
    ['autoDrainMaxFraction', share],
];
function wrongClient({ name, demandRps, rttMs }) {
    const causes = demand.holds(demandRps) ? [] : [invalidField(`demand[${name}]`, demandRps, demand.says)];
    for (const [cluster, ms] of rttMs)
        if (!rtt.holds(ms))
            causes.push(invalidField(`rtt[${name}][${cluster}]`, ms, rtt.says));
    return causes;
}
function wrongFields(value, ranges, field) {
    return ranges
        .filter(([key, range]) => !range.holds(value[key]))
        .map(([key, range]) => invalidField(`${field}.${key}`, value[key], range.says));
}
function duplicates(field, names) {
    const seen = new Set();
    const causes = [];
    for (const [at, name] of names.entries()) {
        if (seen.has(name))
            causes.push(duplicateField(`${field}[${at}]`, name));
        seen.add(name);
    }
    return causes;
}
function tooMany(what, limit) {
    return new StatusError('Invalid', `${what}: at most ${limit} are supported`);
}
/** The error that carries the causes. */
export function refused(causes) {
    const lines = causes.map(({ field, message }) => `${field ?? ''}: ${message}`);
    return new StatusError('Invalid', lines.join(', '), { details: { causes } });
}
//# sourceMappingURL=check-input.js.map