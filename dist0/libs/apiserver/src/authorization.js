import { StatusError } from '#libs/apimachinery';
import { after } from './after.js';
import { MASTERS } from './authentication.js';
import { forbidden } from './errors.js';
import {} from './path.js';
import {} from './request.js';
/**
 * Members of system:masters may do everything, others only what Kubernetes gives every user (its roles system:discovery and
 * system:basic-user): read what is served, and ask about themselves.
 */
export const mastersOnly = (attributes) => {
    if (attributes.user.groups.includes(MASTERS))
        return { allowed: true, reason: MASTERS };
    return { allowed: isForEverybody(attributes), reason: '' };
};
const OPEN_PATH = /^\/(version|api|apis|openapi)(\/|$)/;
const SELF_REVIEWS = new Set([
    'authorization.k8s.io/selfsubjectaccessreviews',
    'authorization.k8s.io/selfsubjectrulesreviews',
    'authentication.k8s.io/selfsubjectreviews',
]);
function isForEverybody({ verb, group, resource, path, resourceRequest }) {
    if (resourceRequest)
        return verb === 'create' && SELF_REVIEWS.has(`${group}/${resource}`);
    return (verb === 'get' || verb === 'head') && OPEN_PATH.test(path);
}
export function resourceAttributes(user, verb, target) {
    const { group, version, resource, subresource, namespace, name } = target;
    return {
        user,
        verb,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path: '',
        resourceRequest: true,
    };
}
export function pathAttributes(user, method, path) {
    const nothing = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
    return { user, verb: method.toLowerCase(), ...nothing, path, resourceRequest: false };
}
/** @throws StatusError Forbidden, in kube-apiserver's wording */
export function authorize(authorizer, attributes) {
    return after(authorizer(attributes), ({ allowed, reason }) => {
        if (!allowed)
            throw refusal(attributes, reason);
    });
}
function refusal(attributes, reason) {
    const because = reason === '' ? '' : `: ${reason}`;
    const who = `User ${JSON.stringify(attributes.user.username)} cannot ${attributes.verb}`;
    if (!attributes.resourceRequest)
        return new StatusError('Forbidden', `forbidden: ${who} path ${JSON.stringify(attributes.path)}${because}`, {
            details: {},
        });
    const { group, resource, subresource, namespace, name } = attributes;
    const full = subresource === '' ? resource : `${resource}/${subresource}`;
    const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    return forbidden({ group, resource }, name, `${who} resource "${full}" in API group "${group}" ${scope}${because}`);
}
//# sourceMappingURL=authorization.js.map