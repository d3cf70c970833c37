import {} from '#libs/apimachinery';
import { LABEL_REVISION } from './names.js';
const LOCAL_SECRET_TYPES = new Set([
    'helm.sh/release.v1',
    'kubernetes.io/service-account-token',
    'bootstrap.kubernetes.io/token',
]);
const core = (resource, name) => resource.group === '' && resource.resource === name;
/** DESIGN decision 7, first match wins. Kinds that have no propagation never spread at all; these are objects of the others. */
const RULES = [
    {
        applies: (resource, object) => (core(resource, 'namespaces') ? object.metadata.name : object.metadata.namespace)?.startsWith('kube-') ?? false,
        reason: 'kube-* namespaces belong to each cluster',
    },
    {
        applies: (resource, object) => core(resource, 'secrets') && LOCAL_SECRET_TYPES.has(String(object['type'])),
        reason: 'secrets of this type mean something only where they were made',
    },
    {
        applies: (resource, object) => core(resource, 'configmaps') && object.metadata.name === 'kube-root-ca.crt',
        reason: 'every cluster has a kube-root-ca.crt of its own',
    },
    {
        applies: (resource, object) => core(resource, 'serviceaccounts') && object.metadata.name === 'default',
        reason: 'every namespace has a default service account of its own',
    },
    {
        applies: (resource, object) => resource.group === 'rbac.authorization.k8s.io' &&
            (object.metadata.name?.startsWith('system:') ?? false),
        reason: 'system:* roles belong to each cluster',
    },
    {
        applies: (_resource, object) => object.metadata.ownerReferences?.some((owner) => owner.controller === true) ?? false,
        reason: 'its controller makes it where it is needed',
    },
    {
        // Also when it has lost its owner.
        applies: (resource, object) => resource.resource === 'replicasets' && object.metadata.labels?.[LABEL_REVISION] !== undefined,
        reason: 'it is a record of what a Deployment has been',
    },
];
/** Why an object of a kind that spreads stays at the hub; undefined: it goes. */
export function neverSpread(resource, object) {
    return RULES.find((rule) => rule.applies(resource, object))?.reason;
}
//# sourceMappingURL=never-spread.js.map