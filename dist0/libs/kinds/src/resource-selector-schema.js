import {} from '#libs/apimachinery';
import { builtinType } from '#libs/builtin-kinds';
import { atomicList, required, structRef, TEXT, told } from './schema.js';
/** An element of `spec.resourceSelectors` in policies (karmada.md 1.1); libs/placement reads and matches it. */
const resourceSelector = structRef({
    apiVersion: {
        ...required(TEXT),
        description: 'Group and version of the objects; any version of the group is meant.',
    },
    kind: { ...required(TEXT), description: 'Kind of the objects.' },
    namespace: told(TEXT, 'Where the objects are. Empty: the namespace of the policy, or for a cluster-wide policy any.'),
    name: told(TEXT, 'Of one object; the labelSelector does not count then. Empty: all that the labels select.'),
    labelSelector: told(() => builtinType('meta.v1.LabelSelector'), 'Labels of the objects. Absent: any.'),
});
/** `spec.resourceSelectors`. */
export const resourceSelectors = atomicList(resourceSelector);
//# sourceMappingURL=resource-selector-schema.js.map