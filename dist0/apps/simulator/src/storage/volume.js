import {} from '#libs/apimachinery';
/** The class of classes that make no volumes. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
export const PROVISIONER = 'simulator.meridian.dev/volumes';
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';
/** The class that a new cluster has. */
export const FIRST_CLASS = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'simulated', annotations: { [IS_DEFAULT]: 'true' } },
    provisioner: PROVISIONER,
};
/** The class of claims that name none: of several the newest. */
export function defaultClass(classes) {
    const age = (object) => object.metadata.creationTimestamp ?? '';
    return [...classes]
        .filter((one) => one.metadata.annotations?.[IS_DEFAULT] === 'true')
        .sort((a, b) => age(b).localeCompare(age(a)))[0];
}
//# sourceMappingURL=volume.js.map