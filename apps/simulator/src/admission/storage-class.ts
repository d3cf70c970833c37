import { type KubeObject } from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { type Informer } from '#libs/controller-runtime';
import { defaultClass, type VolumeClaim } from '../storage/volume.js';

/** Gives claims that name no class the default one, as kube-apiserver does. */
export class DefaultStorageClass implements AdmissionPlugin {
  readonly name = 'default-storage-class';
  private classes: Iterable<KubeObject> = [];

  follow(classes: Informer): void {
    this.classes = { [Symbol.iterator]: () => classes.list() };
  }

  admit({ operation, resource, object }: AdmissionRequest): readonly string[] {
    if (operation !== 'CREATE' || resource.group !== '' || resource.resource !== 'persistentvolumeclaims')
      return [];
    const { spec } = object as VolumeClaim;
    const name = defaultClass(this.classes)?.metadata.name;
    if (spec.storageClassName === undefined && name !== undefined)
      object['spec'] = { ...spec, storageClassName: name };
    return [];
  }
}
