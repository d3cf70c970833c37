import { getPath } from '#libs/apimachinery';
import { isGatewayAddress } from '#libs/protocol';
import {} from '#libs/routing';
/** The spec goes before what the nodes say. A cordoned cluster keeps what it has, traffic too; one that is removed drains. */
export function clusterView(cluster) {
    const leaving = cluster.metadata.deletionTimestamp !== undefined || getPath(cluster, 'spec.state') === 'draining';
    const zones = texts(cluster, 'spec.zones');
    return {
        name: cluster.metadata.name ?? '',
        region: text(cluster, 'spec.region') || text(cluster, 'status.region'),
        zones: zones.length > 0 ? zones : texts(cluster, 'status.zones'),
        coordinates: coordinatesOf(cluster),
        state: leaving ? 'draining' : 'active',
        gateways: texts(cluster, 'status.gatewayAddresses').filter(isGatewayAddress),
        silentSince: silentSince(cluster),
    };
}
function silentSince(cluster) {
    const found = getPath(cluster, 'status.conditions');
    const ready = (Array.isArray(found) ? found : []).find(({ type }) => type === 'Ready');
    if (ready?.status === 'True')
        return undefined;
    const since = Date.parse(ready?.lastTransitionTime ?? '');
    return Number.isNaN(since) ? 0 : since;
}
function coordinatesOf(cluster) {
    const latitude = getPath(cluster, 'spec.coordinates.latitude');
    const longitude = getPath(cluster, 'spec.coordinates.longitude');
    return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined;
}
function text(object, path) {
    const value = getPath(object, path);
    return typeof value === 'string' ? value : '';
}
function texts(object, path) {
    const value = getPath(object, path);
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
//# sourceMappingURL=cluster-view.js.map