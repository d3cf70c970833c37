import { checkQualifiedName, } from '#libs/apimachinery';
import { checkName, checkOneOf, checkSelector, checkUnchanged } from '../checks.js';
import { AGE, column, formatSelector, NAME, NONE, textAt } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, isJson, listOf, mapOf, mapsOf, setDefault, textOf } from '../json.js';
import { cidr } from '../syntax.js';
const NETWORKING = 'networking.k8s.io/v1';
export const networkPolicies = defineResource({
    apiVersion: NETWORKING,
    kind: 'NetworkPolicy',
    resource: 'networkpolicies',
    shortNames: ['netpol'],
    columns: [NAME, column('Pod-Selector', (object) => formatSelector(at(object, 'spec', 'podSelector'))), AGE],
    generation: 'spec',
    applyDefaults: setPolicyDefaults,
    validate: checkPolicy,
});
function setPolicyDefaults(object) {
    const spec = ensureMap(object, 'spec');
    setDefault(spec, 'podSelector', {});
    if (listOf(spec['policyTypes']).length === 0) {
        spec['policyTypes'] = listOf(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    }
    for (const rule of [...mapsOf(spec['ingress']), ...mapsOf(spec['egress'])]) {
        mapsOf(rule['ports']).forEach((port) => setDefault(port, 'protocol', 'TCP'));
    }
}
function checkPolicy(object) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkSelector(causes, 'spec.podSelector', spec['podSelector']);
    listOf(spec['policyTypes']).forEach((type, index) => checkOneOf(causes, `spec.policyTypes[${index}]`, type, ['Egress', 'Ingress']));
    for (const [direction, peers] of [
        ['ingress', 'from'],
        ['egress', 'to'],
    ]) {
        mapsOf(spec[direction]).forEach((rule, index) => {
            mapsOf(rule[peers]).forEach((peer, i) => checkPeer(causes, `spec.${direction}[${index}].${peers}[${i}]`, peer));
        });
    }
    return causes;
}
function checkPeer(causes, path, peer) {
    for (const field of ['podSelector', 'namespaceSelector']) {
        if (isJson(peer[field])) {
            checkSelector(causes, `${path}.${field}`, peer[field]);
        }
    }
    if (isJson(peer['ipBlock'])) {
        checkName(causes, `${path}.ipBlock.cidr`, peer['ipBlock']['cidr'], cidr);
    }
}
export const ingressClasses = defineResource({
    apiVersion: NETWORKING,
    kind: 'IngressClass',
    resource: 'ingressclasses',
    namespaced: false,
    columns: [
        NAME,
        column('Controller', (object) => textAt(object, 'spec', 'controller')),
        column('Parameters', parameters),
        AGE,
    ],
    generation: 'spec',
    validate: (object, old) => {
        const causes = [];
        const controller = at(object, 'spec', 'controller');
        checkName(causes, 'spec.controller', controller, (text) => checkQualifiedName(text.replaceAll('/', '.')));
        if (old) {
            checkUnchanged(causes, 'spec.controller', controller, at(old, 'spec', 'controller'));
        }
        return causes;
    },
});
/** `ingressparameters.example.com/name`. */
function parameters(object) {
    const reference = mapOf(at(object, 'spec', 'parameters'));
    if (textOf(reference['name']) === '') {
        return NONE;
    }
    const group = textOf(reference['apiGroup']);
    const kind = `${textOf(reference['kind'])}${group === '' ? '' : `.${group}`}`;
    return `${kind}/${textOf(reference['name'])}`;
}
//# sourceMappingURL=network.js.map