import { checkDnsLabel, deepEqual, } from '#libs/apimachinery';
import { checkOneOf, checkSyntax, checkUnchanged } from '../checks.js';
import { forbidden } from '../causes.js';
import { AGE, column, CONTAINERS, count, IMAGES, NAME, numberAt, textAt } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, mapOf, mapsOf, setDefault } from '../json.js';
import { setClaimDefaults } from './storage.js';
import { APPS, checkWorkload, setWorkloadDefaults } from './workload.js';
/** The fields of a StatefulSet's spec that may change. */
const MUTABLE = [
    'replicas',
    'ordinals',
    'template',
    'updateStrategy',
    'revisionHistoryLimit',
    'persistentVolumeClaimRetentionPolicy',
    'minReadySeconds',
];
export const statefulSets = defineResource({
    apiVersion: APPS,
    kind: 'StatefulSet',
    resource: 'statefulsets',
    shortNames: ['sts'],
    categories: ['all'],
    nameRule: 'dns-label',
    subresources: {
        status: true,
        scale: {
            specReplicas: 'spec.replicas',
            statusReplicas: 'status.replicas',
            selector: 'spec.selector',
        },
    },
    columns: [
        NAME,
        column('Ready', (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`),
        AGE,
        CONTAINERS,
        IMAGES,
    ],
    generation: 'spec',
    emptyStatus: () => ({ replicas: 0, availableReplicas: 0 }),
    applyDefaults,
    validate,
});
function applyDefaults(object) {
    const spec = setWorkloadDefaults(object);
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'podManagementPolicy', 'OrderedReady');
    const strategy = ensureMap(spec, 'updateStrategy');
    if (!strategy['type']) {
        strategy['type'] = 'RollingUpdate';
    }
    if (strategy['type'] === 'RollingUpdate') {
        setDefault(ensureMap(strategy, 'rollingUpdate'), 'partition', 0);
    }
    const retention = ensureMap(spec, 'persistentVolumeClaimRetentionPolicy');
    setDefault(retention, 'whenDeleted', 'Retain');
    setDefault(retention, 'whenScaled', 'Retain');
    for (const claim of mapsOf(spec['volumeClaimTemplates'])) {
        setDefault(claim, 'apiVersion', 'v1');
        setDefault(claim, 'kind', 'PersistentVolumeClaim');
        setClaimDefaults(claim);
    }
}
function validate(object, old) {
    // The selector is covered by the rule for the whole spec below.
    const causes = checkWorkload(object, undefined);
    const spec = mapOf(object['spec']);
    checkOneOf(causes, 'spec.podManagementPolicy', spec['podManagementPolicy'], ['OrderedReady', 'Parallel']);
    checkOneOf(causes, 'spec.updateStrategy.type', at(spec, 'updateStrategy', 'type'), [
        'OnDelete',
        'RollingUpdate',
    ]);
    if (textAt(spec, 'serviceName') !== '') {
        checkSyntax(causes, 'spec.serviceName', spec['serviceName'], checkDnsLabel);
    }
    if (old && !deepEqual(fixedPart(spec), fixedPart(mapOf(old['spec'])))) {
        const names = MUTABLE.map((name) => `'${name}'`);
        causes.push(forbidden('spec', `updates to statefulset spec for fields other than ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} are forbidden`));
    }
    return causes;
}
function fixedPart(spec) {
    return Object.fromEntries(Object.entries(spec).filter(([name]) => !MUTABLE.includes(name)));
}
export const controllerRevisions = defineResource({
    apiVersion: APPS,
    kind: 'ControllerRevision',
    resource: 'controllerrevisions',
    columns: [NAME, column('Controller', controller), count('Revision', 'revision'), AGE],
    validate: (object, old) => {
        const causes = [];
        if (old) {
            checkUnchanged(causes, 'data', object['data'], old['data']);
        }
        return causes;
    },
});
/** `daemonset.apps/web`. */
function controller(object) {
    const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (!owner) {
        return '<none>';
    }
    const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
    return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}
//# sourceMappingURL=stateful-set.js.map