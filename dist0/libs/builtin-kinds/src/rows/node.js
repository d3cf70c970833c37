import { checkLabelValue, checkQualifiedName, } from '#libs/apimachinery';
import { checkName, checkOneOf, checkSyntax, checkUnchanged } from '../checks.js';
import { duplicate } from '../causes.js';
import { AGE, column, NAME, NONE, orNone, textAt, wide } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, mapOf, mapsOf, setDefault, textOf } from '../json.js';
import { checkQuantities } from '../pod/validate-resources.js';
const ROLE_PREFIX = 'node-role.kubernetes.io/';
const UNKNOWN = '<unknown>';
export const nodes = defineResource({
    apiVersion: 'v1',
    kind: 'Node',
    resource: 'nodes',
    shortNames: ['no'],
    namespaced: false,
    subresources: { status: true },
    columns: [
        NAME,
        column('Status', status),
        column('Roles', roles),
        AGE,
        column('Version', (object) => textAt(object, 'status', 'nodeInfo', 'kubeletVersion')),
        wide('Internal-IP', (object) => address(object, 'InternalIP')),
        wide('External-IP', (object) => address(object, 'ExternalIP')),
        wide('OS-Image', (object) => textAt(object, 'status', 'nodeInfo', 'osImage') || UNKNOWN),
        wide('Kernel-Version', (object) => textAt(object, 'status', 'nodeInfo', 'kernelVersion') || UNKNOWN),
        wide('Container-Runtime', (object) => textAt(object, 'status', 'nodeInfo', 'containerRuntimeVersion') || UNKNOWN),
    ],
    fieldLabels: { 'spec.unschedulable': (object) => String(at(object, 'spec', 'unschedulable') === true) },
    emptyStatus: () => ({}),
    applyDefaults: (object) => {
        const current = mapOf(object['status']);
        if (current['capacity'] !== undefined) {
            setDefault(ensureMap(object, 'status'), 'allocatable', { ...mapOf(current['capacity']) });
        }
    },
    validate,
});
function status(object) {
    const ready = mapsOf(at(object, 'status', 'conditions')).find((condition) => condition['type'] === 'Ready');
    const word = ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
    return at(object, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word;
}
function roles(object) {
    const labels = object.metadata.labels ?? {};
    const found = Object.keys(labels)
        .filter((key) => key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
        .map((key) => key.slice(ROLE_PREFIX.length));
    const named = labels['kubernetes.io/role'];
    return orNone([...new Set(named ? [...found, named] : found)].sort().join(','));
}
function address(object, type) {
    const found = mapsOf(at(object, 'status', 'addresses')).find((entry) => entry['type'] === type);
    return found ? textOf(found['address']) : NONE;
}
function validate(object, old) {
    const causes = [];
    const spec = mapOf(object['spec']);
    const seen = new Set();
    mapsOf(spec['taints']).forEach((taint, index) => {
        const path = `spec.taints[${index}]`;
        checkName(causes, `${path}.key`, taint['key'], checkQualifiedName);
        checkSyntax(causes, `${path}.value`, taint['value'], checkLabelValue);
        checkOneOf(causes, `${path}.effect`, taint['effect'] ?? '', [
            'NoExecute',
            'NoSchedule',
            'PreferNoSchedule',
        ]);
        const key = `${textOf(taint['key'])}:${textOf(taint['effect'])}`;
        if (seen.has(key)) {
            causes.push(duplicate(path, taint));
        }
        seen.add(key);
    });
    checkQuantities(causes, 'status.capacity', at(object, 'status', 'capacity'));
    checkQuantities(causes, 'status.allocatable', at(object, 'status', 'allocatable'));
    const before = at(old, 'spec', 'providerID');
    if (before) {
        checkUnchanged(causes, 'spec.providerID', spec['providerID'], before);
    }
    return causes;
}
//# sourceMappingURL=node.js.map