import { parseApiVersion } from '#libs/apimachinery';
import { factsOf, isKind } from './facts.js';
/** The API group's name -> the first part of its types' names. */
const GROUP_PREFIXES = {
    '': 'core',
    apps: 'apps',
    batch: 'batch',
    autoscaling: 'autoscaling',
    'networking.k8s.io': 'networking',
    extensions: 'extensions',
    'rbac.authorization.k8s.io': 'rbac',
    policy: 'policy',
    'storage.k8s.io': 'storage',
    'scheduling.k8s.io': 'scheduling',
    'coordination.k8s.io': 'coordination',
    'discovery.k8s.io': 'discovery',
    'events.k8s.io': 'events',
    'authorization.k8s.io': 'authorization',
    'authentication.k8s.io': 'authentication',
    'meta.k8s.io': 'meta',
};
/** Registered in every group and version (apimachinery, AddToGroupVersion). */
const COMMON_KINDS = new Set([
    'CreateOptions',
    'DeleteOptions',
    'GetOptions',
    'ListOptions',
    'PatchOptions',
    'UpdateOptions',
]);
/** `apps/v1`, `ReplicaSet` -> `apps.v1.ReplicaSet`; undefined when that is no kind of the built-in API. */
export function builtinTypeOf(apiVersion, kind) {
    if (COMMON_KINDS.has(kind)) {
        return `meta.v1.${kind}`;
    }
    if (apiVersion === 'v1' && (kind === 'Status' || kind === 'List')) {
        return `meta.v1.${kind}`;
    }
    const { group, version } = parseApiVersion(apiVersion);
    const prefix = Object.hasOwn(GROUP_PREFIXES, group) ? GROUP_PREFIXES[group] : undefined;
    const name = `${prefix ?? ''}.${version}.${kind}`;
    return prefix !== undefined && factsOf(name) && isKind(name) ? name : undefined;
}
//# sourceMappingURL=type-names.js.map