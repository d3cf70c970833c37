import {} from '#libs/apimachinery';
import { builtinType, scalar } from '#libs/builtin-kinds';
import { clusterAffinityFields } from './cluster-affinity-schema.js';
import { resourceSelectors } from './resource-selector-schema.js';
import { atomicList, mapOf, required, struct, structRef, TEXT, told } from './schema.js';
const ANY = scalar('any');
const operator = {
    ...required(TEXT),
    description: 'add: set, whatever is there. replace: only where it is. remove: taken off where it is.',
};
const path = { ...required(TEXT), description: 'A JSON pointer (RFC 6901), such as /spec/type.' };
const containerName = { ...required(TEXT), description: 'Of a container, or of an init container.' };
const image = structRef({
    predicate: told(structRef({ path }), 'Where the image is. Absent: those of all containers.'),
    component: { ...required(TEXT), description: 'Registry, Repository or Tag (which a digest is, too).' },
    operator: { ...required(TEXT), description: 'add (appends to the component), replace or remove.' },
    value: TEXT,
});
const words = structRef({
    containerName,
    operator: { ...required(TEXT), description: 'add (appends) or remove.' },
    value: atomicList(TEXT),
});
const env = structRef({
    containerName,
    operator,
    value: told(atomicList(() => builtinType('core.v1.EnvVar')), 'By name; with remove, nothing but the names counts.'),
});
const texts = structRef({ operator, value: told(mapOf(TEXT), 'With remove, only the keys count.') });
const plaintext = structRef({
    path,
    operator: { ...required(TEXT), description: 'add, replace or remove, as in a JSON patch (RFC 6902).' },
    value: ANY,
});
const overriders = structRef({
    imageOverrider: told(atomicList(image), 'Images of containers.'),
    commandOverrider: told(atomicList(words), 'The command of a container.'),
    argsOverrider: told(atomicList(words), 'The arguments of a container.'),
    envOverrider: told(atomicList(env), 'Environment variables of a container.'),
    labelsOverrider: told(atomicList(texts), 'Labels of the object.'),
    annotationsOverrider: told(atomicList(texts), 'Annotations of the object.'),
    plaintext: told(atomicList(plaintext), 'Any field, as a JSON patch.'),
    mergePatch: told(ANY, 'Any fields, as a merge patch (RFC 7386).'),
});
const rule = structRef({
    targetCluster: told(structRef(clusterAffinityFields), 'Which clusters it is for. Absent: all.'),
    overriders: {
        ...required(overriders),
        description: "What differs there, applied in this order. Values may say {{cluster.name}}, {{cluster.region}}, {{cluster.zone}}, {{cluster.provider}} and {{cluster.labels['KEY']}}.",
    },
});
const spec = structRef({
    resourceSelectors: told(resourceSelectors, 'Which objects it is for. Absent: all in the namespace of the policy, or all of a cluster-wide one.'),
    overrideRules: {
        ...required(atomicList(rule)),
        description: 'Every rule for a cluster is applied, in this order.',
    },
});
/** OverridePolicy and ClusterOverridePolicy in federation.meridian.dev/v1alpha1 (DESIGN section 4); names as in karmada.md 1.1. */
export const overridePolicySchema = {
    ...struct({
        apiVersion: TEXT,
        kind: TEXT,
        metadata: () => builtinType('meta.v1.ObjectMeta'),
        spec: { ...required(spec), description: 'What differs where.' },
    }),
    description: 'What differs, cluster by cluster, in the objects that it selects.',
};
//# sourceMappingURL=override-policy-schema.js.map