import { checkQualifiedName, deepEqual, } from '#libs/apimachinery';
import { checkName, checkOneOf, checkUnchanged } from '../checks.js';
import { forbidden, required } from '../causes.js';
import { AGE, column, NAME, orNone, textAt, wide } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, mapOf, setDefault, shownText, textOf, textsOf } from '../json.js';
import { checkQuantities, checkResources } from '../pod/validate-resources.js';
const SHORT_MODES = new Map(Object.entries({
    ReadWriteOnce: 'RWO',
    ReadOnlyMany: 'ROX',
    ReadWriteMany: 'RWX',
    ReadWriteOncePod: 'RWOP',
}));
const UNSET = '<unset>';
export const persistentVolumes = defineResource({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    resource: 'persistentvolumes',
    shortNames: ['pv'],
    namespaced: false,
    subresources: { status: true },
    columns: [
        NAME,
        column('Capacity', (object) => shownText(at(object, 'spec', 'capacity', 'storage'))),
        column('Access Modes', (object) => formatModes(at(object, 'spec', 'accessModes'))),
        column('Reclaim Policy', (object) => textAt(object, 'spec', 'persistentVolumeReclaimPolicy')),
        column('Status', (object) => phase(object)),
        column('Claim', claimOf),
        column('StorageClass', (object) => textAt(object, 'spec', 'storageClassName')),
        column('VolumeAttributesClass', attributesClass),
        column('Reason', (object) => textAt(object, 'status', 'reason')),
        AGE,
        wide('VolumeMode', volumeMode),
    ],
    deleteReturnsObject: true,
    emptyStatus: () => ({ phase: 'Pending' }),
    applyDefaults: (object) => {
        const spec = ensureMap(object, 'spec');
        setDefault(spec, 'persistentVolumeReclaimPolicy', 'Retain');
        setDefault(spec, 'volumeMode', 'Filesystem');
    },
    validate: (object) => {
        const causes = [];
        const spec = mapOf(object['spec']);
        checkAccessModes(causes, spec);
        if (Object.keys(mapOf(spec['capacity'])).length === 0) {
            causes.push(required('spec.capacity'));
        }
        checkQuantities(causes, 'spec.capacity', spec['capacity']);
        checkOneOf(causes, 'spec.persistentVolumeReclaimPolicy', spec['persistentVolumeReclaimPolicy'], [
            'Delete',
            'Recycle',
            'Retain',
        ]);
        return causes;
    },
});
export const persistentVolumeClaims = defineResource({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    resource: 'persistentvolumeclaims',
    shortNames: ['pvc'],
    subresources: { status: true },
    columns: [
        NAME,
        column('Status', (object) => phase(object)),
        column('Volume', (object) => textAt(object, 'spec', 'volumeName')),
        column('Capacity', (object) => shownText(at(object, 'status', 'capacity', 'storage'))),
        column('Access Modes', (object) => formatModes(at(object, 'status', 'accessModes'))),
        column('StorageClass', (object) => textAt(object, 'spec', 'storageClassName')),
        column('VolumeAttributesClass', attributesClass),
        AGE,
        wide('VolumeMode', volumeMode),
    ],
    deleteReturnsObject: true,
    emptyStatus: () => ({ phase: 'Pending' }),
    applyDefaults: (object) => setClaimDefaults(object),
    validate: checkClaim,
});
/** Also for the claim templates of a StatefulSet. */
export function setClaimDefaults(claim) {
    setDefault(ensureMap(claim, 'spec'), 'volumeMode', 'Filesystem');
    setDefault(ensureMap(claim, 'status'), 'phase', 'Pending');
}
function checkClaim(object, old) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkAccessModes(causes, spec);
    if (at(spec, 'resources', 'requests', 'storage') === undefined) {
        causes.push(required('spec.resources[storage]'));
    }
    checkResources(causes, 'spec.resources', spec['resources']);
    if (old && !deepEqual(fixedPart(spec), fixedPart(mapOf(old['spec'])))) {
        causes.push(forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'));
    }
    return causes;
}
function fixedPart(spec) {
    const { resources: _resources, volumeName: _volume, volumeAttributesClassName: _class, ...rest } = spec;
    return rest;
}
function checkAccessModes(causes, spec) {
    const modes = textsOf(spec['accessModes']);
    if (modes.length === 0) {
        causes.push(required('spec.accessModes', 'at least 1 access mode is required'));
    }
    for (const mode of modes) {
        checkOneOf(causes, 'spec.accessModes', mode, [...SHORT_MODES.keys()]);
    }
}
function formatModes(modes) {
    return textsOf(modes)
        .map((mode) => SHORT_MODES.get(mode) ?? mode)
        .join(',');
}
function phase(object) {
    return object.metadata.deletionTimestamp === undefined ? textAt(object, 'status', 'phase') : 'Terminating';
}
function claimOf(object) {
    const claim = mapOf(at(object, 'spec', 'claimRef'));
    const name = textOf(claim['name']);
    return name === '' ? '' : `${textOf(claim['namespace'])}/${name}`;
}
function attributesClass(object) {
    return textAt(object, 'spec', 'volumeAttributesClassName') || UNSET;
}
function volumeMode(object) {
    return textAt(object, 'spec', 'volumeMode') || UNSET;
}
export const storageClasses = defineResource({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    resource: 'storageclasses',
    shortNames: ['sc'],
    namespaced: false,
    columns: [
        column(NAME.name, (object) => {
            const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
            return `${object.metadata.name ?? ''}${isDefault ? ' (default)' : ''}`;
        }, { format: 'name', description: NAME.description }),
        column('Provisioner', (object) => orNone(textAt(object, 'provisioner'))),
        column('ReclaimPolicy', (object) => textAt(object, 'reclaimPolicy')),
        column('VolumeBindingMode', (object) => textAt(object, 'volumeBindingMode')),
        column('AllowVolumeExpansion', (object) => object['allowVolumeExpansion'] === true, { type: 'boolean' }),
        AGE,
    ],
    applyDefaults: (object) => {
        setDefault(object, 'reclaimPolicy', 'Delete');
        setDefault(object, 'volumeBindingMode', 'Immediate');
    },
    validate: (object, old) => {
        const causes = [];
        checkName(causes, 'provisioner', object['provisioner'], (name) => checkQualifiedName(name.toLowerCase()));
        checkOneOf(causes, 'reclaimPolicy', object['reclaimPolicy'], ['Delete', 'Retain']);
        checkOneOf(causes, 'volumeBindingMode', object['volumeBindingMode'], [
            'Immediate',
            'WaitForFirstConsumer',
        ]);
        if (old) {
            for (const field of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']) {
                checkUnchanged(causes, field, object[field], old[field]);
            }
        }
        return causes;
    },
});
//# sourceMappingURL=storage.js.map