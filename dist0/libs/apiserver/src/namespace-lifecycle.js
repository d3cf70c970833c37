import { isReason } from '#libs/apimachinery';
import {} from './admission.js';
import { forbidden, notFound } from './errors.js';
import {} from './storage.js';
const NAMESPACES = { group: '', resource: 'namespaces' };
/** There from the start, and not to be deleted. */
const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
/**
 * Nothing is created in a namespace that is missing or going, and the system's own namespaces stay. `storage` or a
 * function of the caller's (a cache) finds namespaces.
 */
export function namespaceLifecycle(source) {
    const find = typeof source === 'function' ? source : (name) => source.get({ ...NAMESPACES, namespace: '', name });
    return {
        name: 'NamespaceLifecycle',
        admit: ({ operation, resource, namespace, name, subresource }) => {
            const isNamespace = resource.group === '' && resource.resource === NAMESPACES.resource;
            if (operation === 'DELETE' && isNamespace)
                refuseSystemNamespace(name);
            if (operation !== 'CREATE' || namespace === '' || subresource !== '')
                return [];
            return checkNamespace(find, resource, namespace, name);
        },
    };
}
function refuseSystemNamespace(name) {
    if (SYSTEM_NAMESPACES.includes(name))
        throw forbidden(NAMESPACES, name, 'this namespace may not be deleted');
}
async function checkNamespace(find, resource, namespace, name) {
    const found = await find(namespace);
    if (!found)
        throw notFound(NAMESPACES, namespace);
    if (found.metadata.deletionTimestamp === undefined)
        return [];
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
export async function ensureNamespaces(client, names = SYSTEM_NAMESPACES) {
    for (const name of names) {
        if (await client.get({ ...NAMESPACES, namespace: '', name }))
            continue;
        try {
            await client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
        }
        catch (error) {
            if (!isReason(error, 'AlreadyExists'))
                throw error;
        }
    }
}
//# sourceMappingURL=namespace-lifecycle.js.map