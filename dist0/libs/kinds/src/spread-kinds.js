import { formatGroupResource } from '#libs/apimachinery';
import {} from './propagation-row.js';
import { propagationOf, propagationOfKind, propagations } from './propagation.js';
export function createSpreadKinds() {
    const byResource = new Map();
    const byKind = new Map();
    const forget = (resource) => {
        const known = byResource.get(formatGroupResource(resource));
        if (!known)
            return;
        byResource.delete(formatGroupResource(resource));
        byKind.delete(kindKey(known));
    };
    return {
        of: (resource) => propagationOf(resource) ?? byResource.get(formatGroupResource(resource)),
        ofKind: (group, kind) => propagationOfKind(group, kind) ?? byKind.get(`${group}/${kind}`),
        all: () => [...propagations(), ...byResource.values()],
        set: (propagation) => {
            forget(propagation.resource);
            byResource.set(formatGroupResource(propagation.resource), propagation);
            byKind.set(kindKey(propagation), propagation);
        },
        remove: forget,
    };
}
function kindKey({ resource, kind }) {
    return `${resource.group}/${kind}`;
}
//# sourceMappingURL=spread-kinds.js.map