import { isReason, type GroupResource, type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { type AdmissionPlugin } from './admission.js';
import { forbidden, notFound } from './errors.js';
import { type Storage } from './storage.js';

const NAMESPACES: GroupResource = { group: '', resource: 'namespaces' };

/** There from the start, and not to be deleted. */
const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;

type FindNamespace = (name: string) => Promise<KubeObject | undefined>;

/**
 * Nothing is created in a namespace that is missing or going, and the system's own namespaces stay. `storage` or a
 * function of the caller's (a cache) finds namespaces.
 */
export function namespaceLifecycle(source: Storage | FindNamespace): AdmissionPlugin {
  const find: FindNamespace =
    typeof source === 'function' ? source : (name) => source.get({ ...NAMESPACES, namespace: '', name });
  return {
    name: 'NamespaceLifecycle',
    admit: ({ operation, resource, namespace, name, subresource }) => {
      const isNamespace = resource.group === '' && resource.resource === NAMESPACES.resource;
      if (operation === 'DELETE' && isNamespace) refuseSystemNamespace(name);
      if (operation !== 'CREATE' || namespace === '' || subresource !== '') return [];
      return checkNamespace(find, resource, namespace, name);
    },
  };
}

function refuseSystemNamespace(name: string): void {
  if ((SYSTEM_NAMESPACES as readonly string[]).includes(name))
    throw forbidden(NAMESPACES, name, 'this namespace may not be deleted');
}

async function checkNamespace(
  find: FindNamespace,
  resource: GroupResource,
  namespace: string,
  name: string,
): Promise<readonly string[]> {
  const found = await find(namespace);
  if (!found) throw notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp === undefined) return [];
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbidden(resource, name, why, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ]);
}

/** Creates the system's namespaces that are missing. Safe to call from several processes at once. */
export async function ensureNamespaces(
  client: ObjectClient,
  names: readonly string[] = SYSTEM_NAMESPACES,
): Promise<void> {
  for (const name of names) {
    if (await client.get({ ...NAMESPACES, namespace: '', name })) continue;
    try {
      await client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    } catch (error) {
      if (!isReason(error, 'AlreadyExists')) throw error;
    }
  }
}
