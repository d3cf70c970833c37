import {} from '#libs/apimachinery';
import { builtinType } from '#libs/builtin-kinds';
import { atomicList, required, structRef, TEXT, told } from './schema.js';
const fieldExpression = structRef({
    key: { ...required(TEXT), description: 'region, zone or provider of the cluster.' },
    operator: { ...required(TEXT), description: 'In or NotIn.' },
    values: told(atomicList(TEXT), 'One of them, or none of them; of a cluster in several zones all count.'),
});
/** Which clusters are meant: all of it must hold (karmada.md 1.1); libs/placement reads and matches it. */
export const clusterAffinityFields = {
    labelSelector: told(() => builtinType('meta.v1.LabelSelector'), 'Labels of the clusters. Absent: any.'),
    fieldSelector: told(structRef({ matchExpressions: atomicList(fieldExpression) }), 'Where the clusters are.'),
    clusterNames: told(atomicList(TEXT), 'Names of the clusters. Empty: any.'),
    exclude: told(atomicList(TEXT), 'Names of clusters that are not meant, whatever else says so.'),
};
/** `clusterAffinity` of a placement, `targetCluster` of weights and overrides. */
export const clusterAffinity = structRef(clusterAffinityFields);
//# sourceMappingURL=cluster-affinity-schema.js.map