import { formatGroupResource, parseGroupResource, } from '#libs/apimachinery';
/** Where placements of cluster-scoped objects are: beside the Events about them. */
export const CLUSTER_SCOPED_IN = 'default';
/**
 * `web:replicasets.apps`. No type holds a colon, so what follows the last one is the type whatever the object is called: no
 * two objects share a name. The object comes first, so that `kubectl describe placement web` finds it.
 */
export function placementName(key) {
    return {
        namespace: key.namespace === '' ? CLUSTER_SCOPED_IN : key.namespace,
        name: `${key.name}:${formatGroupResource(key)}`,
    };
}
/** The type and the object's name in a placement's name; undefined when it is none. */
export function parsePlacementName(name) {
    const colon = name.lastIndexOf(':');
    if (colon <= 0 || colon === name.length - 1)
        return undefined;
    return { resource: parseGroupResource(name.slice(colon + 1)), name: name.slice(0, colon) };
}
//# sourceMappingURL=placement-name.js.map