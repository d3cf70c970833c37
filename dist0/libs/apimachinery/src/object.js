/** The grammar that every Kubernetes object shares (API conventions, "Objects"). */
/** `apps/v1` -> {group: 'apps', version: 'v1'}; `v1` -> {group: '', version: 'v1'}. */
export function parseApiVersion(apiVersion) {
    const slash = apiVersion.indexOf('/');
    return slash < 0
        ? { group: '', version: apiVersion }
        : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
export function formatApiVersion(gv) {
    return gv.group === '' ? gv.version : `${gv.group}/${gv.version}`;
}
/** `replicasets.apps`, `services`: how errors, storage and logs name a resource type. */
export function formatGroupResource(gr) {
    return gr.group === '' ? gr.resource : `${gr.resource}.${gr.group}`;
}
/** The reverse of formatGroupResource. */
export function parseGroupResource(text) {
    const dot = text.indexOf('.');
    return dot < 0
        ? { group: '', resource: text }
        : { group: text.slice(dot + 1), resource: text.slice(0, dot) };
}
/** `replicasets.apps/default/nginx`: a printable, unique form (no part may hold a slash). */
export function formatObjectKey(key) {
    return `${formatGroupResource(key)}/${key.namespace}/${key.name}`;
}
/** The reverse of formatObjectKey. */
export function parseObjectKey(text) {
    const [resource = '', namespace = '', name = ''] = text.split('/');
    return { ...parseGroupResource(resource), namespace, name };
}
//# sourceMappingURL=object.js.map