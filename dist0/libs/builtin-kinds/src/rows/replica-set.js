import {} from '#libs/apimachinery';
import { AGE, CONTAINERS, count, IMAGES, NAME, SELECTOR } from '../columns.js';
import { defineResource, servedVersion } from '../define.js';
import { setDefault } from '../json.js';
import { APPS, checkWorkload, EXTENSIONS, extensionsWarning, renamed, selectTemplateLabels, setWorkloadDefaults, } from './workload.js';
export const replicaSets = defineResource({
    apiVersion: APPS,
    kind: 'ReplicaSet',
    resource: 'replicasets',
    shortNames: ['rs'],
    categories: ['all'],
    alsoServed: [
        servedVersion(EXTENSIONS, 'ReplicaSet', {
            toStorage: (object) => {
                object.apiVersion = APPS;
                selectTemplateLabels(object);
            },
            fromStorage: renamed(EXTENSIONS),
            deprecationWarning: extensionsWarning('ReplicaSet', APPS),
        }),
    ],
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
        SELECTOR,
    ],
    generation: 'spec',
    emptyStatus: () => ({ replicas: 0 }),
    applyDefaults: (object) => setDefault(setWorkloadDefaults(object), 'replicas', 1),
    validate: checkWorkload,
});
//# sourceMappingURL=replica-set.js.map