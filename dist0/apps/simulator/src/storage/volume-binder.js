import { isReason } from '#libs/apimachinery';
import { done, keyOf, splitKey, } from '#libs/controller-runtime';
import { amount } from '../cluster/pod.js';
import { VOLUME_CLAIMS, VOLUMES } from '../cluster/resources.js';
import {} from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { NO_PROVISIONER, PROVISIONER } from './volume.js';
/** Binds claims at once: to a volume that a person made, or to one that it makes for the claim's class. */
export class VolumeBinder {
    context;
    loop;
    /** Names of volumes that no claim has. */
    free = new Map();
    /** By the key of their claim. */
    boundTo = new Map();
    constructor(context) {
        this.context = context;
        const { storageClasses, volumeClaims, volumes } = context.informers;
        this.loop = mirrorLoop(context, 'volume-binder', volumeClaims, (key) => this.reconcile(key));
        volumes.onChange((change) => {
            this.observeVolume(change);
        });
        storageClasses.onChange(({ type }) => {
            if (type === 'ADDED')
                this.wakeWaiting();
        });
    }
    observeVolume({ type, object, previous }) {
        const name = object.metadata.name ?? '';
        const before = claimOf(previous);
        if (before !== undefined)
            this.boundTo.delete(before);
        this.free.delete(name);
        if (type === 'DELETED') {
            if (before !== undefined)
                this.loop.enqueue(before);
            return;
        }
        const volume = object;
        const claim = claimOf(volume);
        if (claim !== undefined) {
            this.boundTo.set(claim, volume);
            this.loop.enqueue(claim);
            return;
        }
        if (volume.status?.phase === 'Released')
            return;
        this.free.set(name, volume);
        if (type === 'ADDED')
            this.wakeWaiting();
    }
    wakeWaiting() {
        for (const claim of this.context.informers.volumeClaims.list())
            if (claim.status?.phase === 'Pending')
                this.loop.enqueue(keyOf(claim));
    }
    async reconcile(key) {
        const claim = this.context.informers.volumeClaims.get(key);
        const held = this.boundTo.get(key);
        if (held && isForAnother(held, claim))
            await this.reclaim(held);
        if (!claim || claim.metadata.deletionTimestamp !== undefined)
            return done;
        if (claim.status?.phase === 'Bound')
            await this.check(claim);
        else
            await this.bind(claim, this.match(claim) ?? (await this.provision(claim)));
        return done;
    }
    /** A volume that was taken away is lost for good. */
    async check(claim) {
        const name = claim.spec.volumeName ?? '';
        if (await this.context.client.get({ ...VOLUMES, namespace: '', name }))
            return;
        await writeStatus(this.context, VOLUME_CLAIMS, claim, { ...claim.status, phase: 'Lost' });
    }
    /** The volume that is kept for the claim, or that it asks for by name, or the smallest free one that suffices. */
    match(claim) {
        const kept = this.boundTo.get(keyOf(claim));
        if (kept && !isForAnother(kept, claim))
            return kept;
        const { volumeName, storageClassName = '', accessModes = [] } = claim.spec;
        if (volumeName)
            return this.free.get(volumeName);
        const size = (volume) => amount(volume.spec.capacity?.['storage']);
        return [...this.free.values()]
            .filter((volume) => (volume.spec.storageClassName ?? '') === storageClassName)
            .filter((volume) => accessModes.every((mode) => volume.spec.accessModes?.includes(mode)))
            .filter((volume) => size(volume) >= amount(claim.spec.resources?.requests?.['storage']))
            .sort((a, b) => size(a) - size(b))[0];
    }
    async provision(claim) {
        const { storageClassName = '' } = claim.spec;
        if (storageClassName === '')
            return undefined;
        const found = this.context.informers.storageClasses.get(`/${storageClassName}`);
        const storageClass = found;
        if (!storageClass) {
            await this.context.events.record(claim, {
                type: 'Warning',
                reason: 'ProvisioningFailed',
                message: `storageclass.storage.k8s.io "${storageClassName}" not found`,
                component: 'persistentvolume-controller',
            });
            return undefined;
        }
        if (storageClass.provisioner === NO_PROVISIONER)
            return undefined;
        const volume = volumeFor(claim, storageClass);
        try {
            return (await this.context.client.create(VOLUMES, volume));
        }
        catch (error) {
            // Made by the run before and not seen yet.
            if (isReason(error, 'AlreadyExists'))
                return volume;
            throw error;
        }
    }
    async bind(claim, volume) {
        if (!volume)
            return;
        const { client } = this.context;
        const name = volume.metadata.name ?? '';
        const volumeKey = { ...VOLUMES, namespace: '', name };
        const claimRef = refTo(claim);
        if (volume.spec.claimRef?.uid !== claim.metadata.uid)
            await client.modify(volumeKey, (current) => ({
                ...current,
                spec: { ...current.spec, claimRef },
            }));
        await client.modify(volumeKey, (current) => ({ ...current, status: { ...current.status, phase: 'Bound' } }), 'status');
        const claimKey = { ...VOLUME_CLAIMS, ...splitKey(keyOf(claim)) };
        await client.modify(claimKey, (current) => ({
            ...current,
            metadata: {
                ...current.metadata,
                annotations: { ...current.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' },
            },
            spec: { ...current.spec, volumeName: name },
        }));
        const { accessModes, capacity } = volume.spec;
        await writeStatus(this.context, VOLUME_CLAIMS, claim, { phase: 'Bound', accessModes, capacity });
    }
    /** What becomes of a volume whose claim is gone. */
    async reclaim(volume) {
        const key = { ...VOLUMES, namespace: '', name: volume.metadata.name ?? '' };
        if (volume.spec.persistentVolumeReclaimPolicy === 'Delete')
            await this.context.client.delete(key);
        else
            await writeStatus(this.context, VOLUMES, volume, { ...volume.status, phase: 'Released' });
    }
}
function claimOf(volume) {
    const reference = volume?.spec.claimRef;
    return reference && `${reference.namespace ?? ''}/${reference.name ?? ''}`;
}
/** A volume may name its claim before there is one: then it has no uid yet, and is for whoever comes by that name. */
function isForAnother(volume, claim) {
    const uid = volume.spec.claimRef?.uid;
    return uid !== undefined && uid !== claim?.metadata.uid;
}
function refTo(claim) {
    const { namespace, name, uid } = claim.metadata;
    return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
}
function volumeFor(claim, { metadata, reclaimPolicy = 'Delete' }) {
    const { accessModes = [], resources, volumeMode } = claim.spec;
    const name = `pvc-${claim.metadata.uid ?? ''}`;
    return {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER } },
        spec: {
            accessModes,
            capacity: { storage: resources?.requests?.['storage'] ?? '0' },
            claimRef: refTo(claim),
            csi: { driver: PROVISIONER, volumeHandle: name },
            persistentVolumeReclaimPolicy: reclaimPolicy,
            storageClassName: metadata.name ?? '',
            ...(volumeMode === undefined ? {} : { volumeMode }),
        },
    };
}
//# sourceMappingURL=volume-binder.js.map