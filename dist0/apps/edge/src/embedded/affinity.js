import { createHash } from 'node:crypto';
import {} from './route-book.js';
const COOKIE_PREFIX = 'mrd';
/** The cluster to which this client is bound, if the service binds clients and it was served before. */
export function boundCluster(service, cookies, address) {
    switch (service.affinity.type) {
        case 'none':
            return undefined;
        case 'cookie':
            return byCookie(service, cookies);
        case 'clientIP':
            return byAddress(service, address);
    }
}
/** The Set-Cookie that binds a client to `cluster`; undefined where it is bound to it already, or not to be bound. */
export function bindingCookie(service, cluster, client) {
    if (service.affinity.type !== 'cookie' || client.bound === cluster)
        return undefined;
    const { ttlSeconds } = service.affinity;
    const lasts = ttlSeconds > 0 ? `; Max-Age=${ttlSeconds}` : '';
    const secure = client.isSecure ? '; Secure' : '';
    return `${cookieName(service.key)}=${clusterMark(service.key, cluster)}; Path=/; HttpOnly; SameSite=Lax${lasts}${secure}`;
}
/** The cookie only names one of the clusters that serve anyway, and tells nobody which: it needs no signature. */
function byCookie({ key, candidates }, cookies) {
    if (cookies === undefined)
        return undefined;
    const name = `${cookieName(key)}=`;
    const found = cookies.split(';').find((one) => one.trimStart().startsWith(name));
    const mark = found?.trim().slice(name.length);
    if (mark === undefined)
        return undefined;
    return candidates.find(({ cluster, weight }) => weight > 0 && clusterMark(key, cluster) === mark)?.cluster;
}
/** Weighted rendezvous: the cluster with the best score for this address; few addresses move when weights do. */
function byAddress({ candidates }, address) {
    let best;
    for (const { cluster, weight } of candidates) {
        if (weight === 0)
            continue;
        const score = -weight / Math.log(hashFraction(`${address}|${cluster}`));
        if (best === undefined || score > best.score)
            best = { cluster, score };
    }
    return best?.cluster;
}
function cookieName(key) {
    return `${COOKIE_PREFIX}${digest(key).slice(0, 8)}`;
}
function clusterMark(key, cluster) {
    return digest(`${key}|${cluster}`).slice(0, 16);
}
function digest(text) {
    return createHash('sha256').update(text).digest('hex');
}
/** Above 0 and below 1. */
function hashFraction(text) {
    return (createHash('sha256').update(text).digest().readUInt32BE(0) + 0.5) / 2 ** 32;
}
//# sourceMappingURL=affinity.js.map