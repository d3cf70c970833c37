import {} from '#libs/apimachinery';
import {} from '#libs/apiserver';
import {} from '#libs/controller-runtime';
import { defaultClass } from '../storage/volume.js';
/** Gives claims that name no class the default one, as kube-apiserver does. */
export class DefaultStorageClass {
    name = 'default-storage-class';
    classes = [];
    follow(classes) {
        this.classes = { [Symbol.iterator]: () => classes.list() };
    }
    admit({ operation, resource, object }) {
        if (operation !== 'CREATE' || resource.group !== '' || resource.resource !== 'persistentvolumeclaims')
            return [];
        const { spec } = object;
        const name = defaultClass(this.classes)?.metadata.name;
        if (spec.storageClassName === undefined && name !== undefined)
            object['spec'] = { ...spec, storageClassName: name };
        return [];
    }
}
//# sourceMappingURL=storage-class.js.map