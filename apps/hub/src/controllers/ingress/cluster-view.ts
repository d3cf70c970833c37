import { getPath, type Condition, type KubeObject } from '#libs/apimachinery';
import { isGatewayAddress } from '#libs/protocol';
import { type Coordinates } from '#libs/routing';

/** A Cluster as far as routing goes. */
export interface ClusterView {
  readonly name: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly coordinates: Coordinates | undefined;
  readonly state: 'active' | 'draining';
  readonly gateways: readonly string[];
  /** Since when its agent, or its API server, is not heard; undefined: it is. ms since the epoch. */
  readonly silentSince: number | undefined;
}

/** The spec goes before what the nodes say. A cordoned cluster keeps what it has, traffic too; one that is removed drains. */
export function clusterView(cluster: KubeObject): ClusterView {
  const leaving =
    cluster.metadata.deletionTimestamp !== undefined || getPath(cluster, 'spec.state') === 'draining';
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

function silentSince(cluster: KubeObject): number | undefined {
  const found = getPath(cluster, 'status.conditions');
  const ready = (Array.isArray(found) ? (found as Condition[]) : []).find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  const since = Date.parse(ready?.lastTransitionTime ?? '');
  return Number.isNaN(since) ? 0 : since;
}

function coordinatesOf(cluster: KubeObject): Coordinates | undefined {
  const latitude = getPath(cluster, 'spec.coordinates.latitude');
  const longitude = getPath(cluster, 'spec.coordinates.longitude');
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined;
}

function text(object: KubeObject, path: string): string {
  const value = getPath(object, path);
  return typeof value === 'string' ? value : '';
}

function texts(object: KubeObject, path: string): string[] {
  const value = getPath(object, path);
  return Array.isArray(value) ? (value as unknown[]).filter((one) => typeof one === 'string') : [];
}
