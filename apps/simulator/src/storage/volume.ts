import { type KubeObject } from '#libs/apimachinery';

/** The fields of claims and volumes that the simulation reads and writes. */
export interface VolumeClaim extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
    /** Empty: only volumes that a person made. */
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string };
}

export interface Volume extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly capacity?: Readonly<Record<string, string>>;
    readonly claimRef?: {
      readonly namespace?: string;
      readonly name?: string;
      readonly uid?: string;
    };
    readonly storageClassName?: string;
    readonly persistentVolumeReclaimPolicy?: string;
  };
  readonly status?: { readonly phase?: string };
}

export interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
}

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
} as const;

/** The class of claims that name none: of several the newest. */
export function defaultClass(classes: Iterable<KubeObject>): KubeObject | undefined {
  const age = (object: KubeObject): string => object.metadata.creationTimestamp ?? '';
  return [...classes]
    .filter((one) => one.metadata.annotations?.[IS_DEFAULT] === 'true')
    .sort((a, b) => age(b).localeCompare(age(a)))[0];
}
