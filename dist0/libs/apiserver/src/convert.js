import { formatApiVersion } from '#libs/apimachinery';
import { cloneJson } from './clone-json.js';
import {} from './registry.js';
/** The object as this version of the API shows it. Shares with the stored one whatever it can. */
export function fromStorage(resource, object) {
    const { served } = resource;
    if (served.fromStorage) {
        const copy = cloneJson(object);
        served.fromStorage(copy);
        return copy;
    }
    return isShownAsStored(resource, object) ? object : { ...object, apiVersion: formatApiVersion(served) };
}
/** Whether fromStorage gives the very object. */
export function isShownAsStored({ served }, object) {
    return served.fromStorage === undefined && object.apiVersion === formatApiVersion(served);
}
/** Turns an object of this version into the storage version, in place. */
export function toStorage(resource, object) {
    if (resource.served.toStorage)
        resource.served.toStorage(object);
    else
        object.apiVersion = formatApiVersion(resource.definition.versions[0]);
}
//# sourceMappingURL=convert.js.map