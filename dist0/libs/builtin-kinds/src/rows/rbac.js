import { checkDnsSubdomain, } from '#libs/apimachinery';
import { checkName, checkOneOf, checkUnchanged } from '../checks.js';
import { invalid, required } from '../causes.js';
import { AGE, column, CREATED_AT, NAME, wide } from '../columns.js';
import { defineResource } from '../define.js';
import { at, listOf, mapOf, mapsOf, setDefault, textOf } from '../json.js';
const GROUP = 'rbac.authorization.k8s.io';
const RBAC = `${GROUP}/v1`;
function role(kind, resource, namespaced) {
    return defineResource({
        apiVersion: RBAC,
        kind,
        resource,
        namespaced,
        nameRule: 'path-segment',
        columns: [NAME, CREATED_AT],
        validate: (object) => checkRole(object, namespaced),
    });
}
export const roles = role('Role', 'roles', true);
export const clusterRoles = role('ClusterRole', 'clusterroles', false);
function checkRole(object, namespaced) {
    const causes = [];
    mapsOf(object['rules']).forEach((rule, index) => {
        const path = `rules[${index}]`;
        const count = (field) => listOf(rule[field]).length;
        if (count('verbs') === 0) {
            causes.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
        }
        if (count('nonResourceURLs') > 0) {
            if (namespaced) {
                causes.push(invalid(`${path}.nonResourceURLs`, rule['nonResourceURLs'], 'namespaced rules cannot apply to non-resource URLs'));
            }
            else if (count('resources') + count('apiGroups') + count('resourceNames') > 0) {
                causes.push(invalid(`${path}.nonResourceURLs`, rule['nonResourceURLs'], 'rules cannot apply to both regular resources and non-resource URLs'));
            }
            return;
        }
        if (count('apiGroups') === 0) {
            causes.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
        }
        if (count('resources') === 0) {
            causes.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
        }
    });
    return causes;
}
function binding(row) {
    return defineResource({
        ...row,
        apiVersion: RBAC,
        nameRule: 'path-segment',
        columns: [
            NAME,
            column('Role', (object) => {
                const reference = mapOf(object['roleRef']);
                return `${textOf(reference['kind'])}/${textOf(reference['name'])}`;
            }),
            AGE,
            wide('Users', (object) => subjects(object, 'User').join(', ')),
            wide('Groups', (object) => subjects(object, 'Group').join(', ')),
            wide('ServiceAccounts', (object) => subjects(object, 'ServiceAccount').join(', ')),
        ],
        applyDefaults: setBindingDefaults,
        validate: (object, old) => checkBinding(object, old, row.namespaced),
    });
}
export const roleBindings = binding({
    kind: 'RoleBinding',
    resource: 'rolebindings',
    namespaced: true,
});
export const clusterRoleBindings = binding({
    kind: 'ClusterRoleBinding',
    resource: 'clusterrolebindings',
    namespaced: false,
});
function subjects(object, kind) {
    return mapsOf(object['subjects'])
        .filter((subject) => subject['kind'] === kind)
        .map((subject) => kind === 'ServiceAccount'
        ? `${textOf(subject['namespace'])}/${textOf(subject['name'])}`
        : textOf(subject['name']));
}
function setBindingDefaults(object) {
    const reference = mapOf(object['roleRef']);
    if (!reference['apiGroup']) {
        reference['apiGroup'] = GROUP;
    }
    for (const subject of mapsOf(object['subjects'])) {
        if (subject['kind'] === 'User' || subject['kind'] === 'Group') {
            setDefault(subject, 'apiGroup', GROUP);
        }
    }
}
function checkBinding(object, old, namespaced) {
    const causes = [];
    const reference = mapOf(object['roleRef']);
    checkOneOf(causes, 'roleRef.apiGroup', reference['apiGroup'] ?? '', [GROUP]);
    checkOneOf(causes, 'roleRef.kind', reference['kind'] ?? '', namespaced ? ['ClusterRole', 'Role'] : ['ClusterRole']);
    if (textOf(reference['name']) === '') {
        causes.push(required('roleRef.name'));
    }
    mapsOf(object['subjects']).forEach((subject, index) => checkSubject(causes, `subjects[${index}]`, subject));
    if (old) {
        checkUnchanged(causes, 'roleRef', reference, at(old, 'roleRef'));
    }
    return causes;
}
function checkSubject(causes, path, subject) {
    const kind = subject['kind'] ?? '';
    checkOneOf(causes, `${path}.kind`, kind, ['Group', 'ServiceAccount', 'User']);
    if (textOf(subject['name']) === '') {
        causes.push(required(`${path}.name`));
    }
    if (kind === 'ServiceAccount') {
        checkOneOf(causes, `${path}.apiGroup`, subject['apiGroup'] ?? '', ['']);
        checkName(causes, `${path}.namespace`, subject['namespace'], checkDnsSubdomain);
    }
    else if (kind === 'User' || kind === 'Group') {
        checkOneOf(causes, `${path}.apiGroup`, subject['apiGroup'] ?? '', [GROUP]);
    }
}
//# sourceMappingURL=rbac.js.map