import { checkDnsLabel, checkPathSegment, invalidField, parseApiVersion, requiredField, } from '#libs/apimachinery';
import { labelsAt, listAt, objectAt, textAt } from './read-fields.js';
/** Kinds of extensions/v1beta1 are stored in the groups of today (DESIGN section 4). */
const EXTENSIONS = new Map([
    ['Deployment', 'apps'],
    ['DaemonSet', 'apps'],
    ['ReplicaSet', 'apps'],
    ['Ingress', 'networking.k8s.io'],
    ['NetworkPolicy', 'networking.k8s.io'],
]);
/** How closely the selectors mean the object: the closest of them counts. */
export function specificity(selectors, object) {
    let closest = 0;
    for (const selector of selectors) {
        const found = specificityOf(selector, object);
        if (found > closest)
            closest = found;
    }
    return closest;
}
function specificityOf(selector, object) {
    if (selector.kind !== object.kind || selector.group !== object.group)
        return 0;
    if (selector.namespace !== '' && selector.namespace !== object.namespace)
        return 0;
    if (selector.name !== '')
        return selector.name === object.name ? 3 : 0;
    if (selector.labels === undefined)
        return 1;
    return selector.labels.matches(object.labels) ? 2 : 0;
}
/** Reads `resourceSelectors` of a spec; absent is empty. What it answers counts only when nothing went to `causes`. */
export function readResourceSelectors(spec, place) {
    return listAt(spec, 'resourceSelectors', place).map((item, index) => readSelector(item, { ...place, field: `${place.field}.resourceSelectors[${index}]` }));
}
function readSelector(item, place) {
    const { field, policyNamespace, causes } = place;
    const fields = objectAt(item, place);
    const apiVersion = textAt(fields, 'apiVersion', place);
    const kind = textAt(fields, 'kind', place);
    const namespace = textAt(fields, 'namespace', place);
    const name = textAt(fields, 'name', place);
    if (apiVersion === '')
        causes.push(requiredField(`${field}.apiVersion`));
    if (kind === '')
        causes.push(requiredField(`${field}.kind`));
    checkName(namespace, `${field}.namespace`, { check: checkDnsLabel, causes });
    checkName(name, `${field}.name`, { check: checkPathSegment, causes });
    if (policyNamespace !== '' && namespace !== '' && namespace !== policyNamespace) {
        const detail = `must be the namespace of the policy, ${policyNamespace}`;
        causes.push(invalidField(`${field}.namespace`, namespace, detail));
    }
    return {
        group: storedGroup(apiVersion, kind, `${field}.apiVersion`, causes),
        kind,
        namespace: policyNamespace === '' ? namespace : policyNamespace,
        name,
        labels: labelsAt(fields, 'labelSelector', place),
    };
}
function storedGroup(apiVersion, kind, field, causes) {
    const parts = apiVersion.split('/');
    if (parts.length > 2 || (apiVersion !== '' && parts.includes(''))) {
        causes.push(invalidField(field, apiVersion, 'must be VERSION or GROUP/VERSION'));
        return '';
    }
    const { group } = parseApiVersion(apiVersion);
    return group === 'extensions' ? (EXTENSIONS.get(kind) ?? group) : group;
}
function checkName(text, field, { check, causes }) {
    if (text !== '')
        causes.push(...check(text).map((message) => invalidField(field, text, message)));
}
//# sourceMappingURL=resource-selector.js.map