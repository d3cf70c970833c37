import { customPropagation, type Propagation } from '#libs/kinds';
import { type GroupResource, type ResourceDefinition } from '#libs/apimachinery';

/** The multi-cluster services API (KEP-1645). Its kinds are served once the user has applied their definitions. */
export const MCS_GROUP = 'multicluster.x-k8s.io';
export const MCS_API_VERSION = `${MCS_GROUP}/v1alpha1`;
export const SERVICE_EXPORTS: GroupResource = { group: MCS_GROUP, resource: 'serviceexports' };
export const SERVICE_IMPORTS: GroupResource = { group: MCS_GROUP, resource: 'serviceimports' };

/**
 * How a custom kind spreads. The status of exports and imports is the hub's own: what members say there is not merged into it.
 */
export function spreadOf(row: ResourceDefinition): Propagation {
  const propagation = customPropagation(row);
  return row.storage.group === MCS_GROUP ? { ...propagation, mergeStatus: () => undefined } : propagation;
}
