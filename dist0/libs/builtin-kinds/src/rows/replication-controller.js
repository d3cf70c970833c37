import {} from '#libs/apimachinery';
import { checkLabels, checkNotNegative, selectorMatches } from '../checks.js';
import { invalid, required } from '../causes.js';
import { AGE, CONTAINERS, count, formatLabels, IMAGES, NAME, wide } from '../columns.js';
import { defineResource } from '../define.js';
import { at, isJson, mapOf, setDefault } from '../json.js';
import { checkTemplate } from '../pod/validate-pod.js';
import { setWorkloadDefaults } from './workload.js';
/** The ancestor of ReplicaSet: its selector is a plain map, by default the template's labels. */
export const replicationControllers = defineResource({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    resource: 'replicationcontrollers',
    shortNames: ['rc'],
    categories: ['all'],
    subresources: {
        status: true,
        scale: {
            specReplicas: 'spec.replicas',
            statusReplicas: 'status.replicas',
            selector: 'spec.selector',
        },
    },
    columns: [
        NAME,
        count('Desired', 'spec', 'replicas'),
        count('Current', 'status', 'replicas'),
        count('Ready', 'status', 'readyReplicas'),
        AGE,
        CONTAINERS,
        IMAGES,
        wide('Selector', (object) => formatLabels(at(object, 'spec', 'selector'))),
    ],
    generation: 'spec',
    emptyStatus: () => ({ replicas: 0 }),
    applyDefaults: (object) => {
        const spec = setWorkloadDefaults(object);
        setDefault(spec, 'replicas', 1);
        const labels = at(spec['template'], 'metadata', 'labels');
        if (isJson(labels)) {
            setDefault(spec, 'selector', { ...labels });
        }
    },
    validate,
});
function validate(object) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkNotNegative(causes, 'spec.replicas', spec['replicas']);
    checkLabels(causes, 'spec.selector', spec['selector']);
    const labels = at(spec['template'], 'metadata', 'labels') ?? {};
    if (Object.keys(mapOf(spec['selector'])).length === 0) {
        causes.push(required('spec.selector'));
    }
    else if (!selectorMatches({ matchLabels: spec['selector'] }, labels)) {
        causes.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
    }
    checkTemplate(causes, 'spec.template', spec['template']);
    return causes;
}
//# sourceMappingURL=replication-controller.js.map