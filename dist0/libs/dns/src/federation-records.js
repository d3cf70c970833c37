import { ipOctets } from './ip.js';
import {} from './record-set.js';
const DEFAULT_TTL = 10;
const MIN_TTL = 5;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
export function globalName({ service, namespace, federation, domain }) {
    return `${service}.${namespace}.${federation}.svc.${domain}`.toLowerCase();
}
export function regionName(name, region) {
    return globalName({ ...name, domain: `${region}.${name.domain}` });
}
export function zoneName(name, zone, region) {
    return regionName(name, `${zone}.${region}`);
}
/**
 * The record sets of one service, from the health of its shards. Every place of a registered cluster has names: a zone leads to
 * its region, a region without a healthy shard as `mode` says, so there are at most two CNAMEs, and none that leads
 * nowhere. Nothing to answer with, or a deleted service (no clusters): no names. Places whose names are no DNS labels
 * have none.
 */
export function federationRecords(input) {
    const { clusters, panic, nearest } = input;
    const healthy = clusters.filter((one) => one.healthy && one.addresses.length > 0);
    const shards = healthy.length > 0 || panic === 'failClosed' ? healthy : clusters;
    const everywhere = addressesOf(shards);
    if (everywhere.length === 0)
        return [];
    const inRegion = new Map();
    for (const { region } of clusters)
        inRegion.set(region, addressesOf(shards.filter((one) => one.region === region)));
    const sets = new Map();
    for (const { region, zones } of clusters.filter((one) => LABEL.test(one.region))) {
        const above = regionName(input, region);
        for (const zone of zones.filter((one) => LABEL.test(one))) {
            const here = shards.filter((one) => one.region === region && one.zones.includes(zone));
            const name = zoneName(input, zone, region);
            sets.set(name, addressSets(input, name, addressesOf(here)) ?? [alias(input, name, above)]);
        }
        const target = leadsTo(input, region, inRegion);
        sets.set(above, addressSets(input, above, inRegion.get(region) ?? []) ?? [alias(input, above, target)]);
    }
    const near = Object.keys(nearest).flatMap((region) => {
        const closest = closestRegion(region, nearest, inRegion);
        return closest === undefined ? [] : [[region, inRegion.get(closest) ?? []]];
    });
    const top = globalName(input);
    sets.set(top, addressSets(input, top, everywhere, new Map(near)) ?? []);
    return [...sets.values()].flat();
}
function leadsTo(input, region, inRegion) {
    if (input.mode === 'v1')
        return globalName(input);
    const closest = closestRegion(region, input.nearest, inRegion);
    return closest !== undefined && LABEL.test(closest) ? regionName(input, closest) : globalName(input);
}
/** The region itself, or the closest one, that has addresses. */
function closestRegion(region, nearest, inRegion) {
    const order = Object.hasOwn(nearest, region) ? (nearest[region] ?? []) : [];
    return [region, ...order].find((one) => (inRegion.get(one)?.length ?? 0) > 0);
}
function addressesOf(clusters) {
    return [...new Set(clusters.flatMap(({ addresses }) => addresses))].sort();
}
/** A and AAAA of the addresses; undefined where there are none. */
function addressSets({ ttl = DEFAULT_TTL }, name, addresses, near = new Map()) {
    if (addresses.length === 0)
        return undefined;
    return [4, 16].flatMap((octets) => {
        const ofFamily = (one) => one.filter((ip) => ipOctets(ip)?.length === octets);
        const values = ofFamily(addresses);
        if (values.length === 0)
            return [];
        const places = [...near].map(([region, one]) => [region, ofFamily(one)]);
        const differs = places.filter(([, one]) => one.length > 0);
        return [
            {
                name,
                type: octets === 4 ? 'A' : 'AAAA',
                ttl: Math.max(MIN_TTL, ttl),
                values,
                ...(differs.length === 0 ? {} : { near: Object.fromEntries(differs) }),
            },
        ];
    });
}
function alias({ ttl = DEFAULT_TTL }, name, target) {
    return { name, type: 'CNAME', ttl: Math.max(MIN_TTL, ttl), values: [target] };
}
//# sourceMappingURL=federation-records.js.map