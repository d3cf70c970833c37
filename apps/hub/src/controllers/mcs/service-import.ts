import { deepEqual, type KubeObject } from '#libs/apimachinery';
import { type ExportedService } from './exported-service.js';
import { MCS_API_VERSION } from './mcs-kinds.js';

/** Whether this ServiceImport was made for the export of its name; another one is left alone. */
export function isImportOfExport({ metadata }: KubeObject): boolean {
  return (
    metadata.ownerReferences?.some(
      ({ apiVersion, kind, name }) =>
        apiVersion === MCS_API_VERSION && kind === 'ServiceExport' && name === metadata.name,
    ) ?? false
  );
}

/**
 * The ServiceImport as it should be. Its owner is not its controller: what a controller owns does not spread, and this is to
 * stand in every cluster.
 */
export function desiredImport(exported: KubeObject, service: ExportedService): KubeObject {
  const { name = '', namespace = '', uid = '' } = exported.metadata;
  return {
    apiVersion: MCS_API_VERSION,
    kind: 'ServiceImport',
    metadata: {
      name,
      namespace,
      ownerReferences: [{ apiVersion: MCS_API_VERSION, kind: 'ServiceExport', name, uid }],
    },
    spec: { ...service, ports: service.ports.map((port) => ({ ...port })) },
  };
}

/** `current` made as `desired` is; undefined where it is so already. */
export function mendedImport(current: KubeObject, desired: KubeObject): KubeObject | undefined {
  const { ownerReferences } = desired.metadata;
  const isSame =
    deepEqual(current.metadata.ownerReferences, ownerReferences) &&
    deepEqual(current['spec'], desired['spec']);
  if (isSame || ownerReferences === undefined) return undefined;
  return { ...current, metadata: { ...current.metadata, ownerReferences }, spec: desired['spec'] };
}

/** The status that names the exporting clusters; undefined where it does already. */
export function withClusters(current: KubeObject, clusters: readonly string[]): KubeObject | undefined {
  const status = (current['status'] ?? {}) as { readonly clusters?: unknown };
  const wanted = clusters.map((cluster) => ({ cluster }));
  if (deepEqual(status.clusters ?? [], wanted)) return undefined;
  return { ...current, status: { ...status, clusters: wanted } };
}
