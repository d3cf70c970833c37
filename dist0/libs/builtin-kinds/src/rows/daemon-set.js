import {} from '#libs/apimachinery';
import { checkOneOf } from '../checks.js';
import { invalid } from '../causes.js';
import { AGE, column, CONTAINERS, count, formatLabels, IMAGES, NAME, SELECTOR } from '../columns.js';
import { defineResource, servedVersion } from '../define.js';
import { at, ensureMap, mapOf, numberOf, setDefault } from '../json.js';
import { APPS, checkIntOrPercent, checkWorkload, EXTENSIONS, extensionsWarning, selectTemplateLabels, setWorkloadDefaults, } from './workload.js';
const GENERATION = 'deprecated.daemonset.template.generation';
export const daemonSets = defineResource({
    apiVersion: APPS,
    kind: 'DaemonSet',
    resource: 'daemonsets',
    shortNames: ['ds'],
    categories: ['all'],
    alsoServed: [
        servedVersion(EXTENSIONS, 'DaemonSet', {
            toStorage: fromExtensions,
            fromStorage: toExtensions,
            deprecationWarning: extensionsWarning('DaemonSet', APPS),
        }),
    ],
    subresources: { status: true },
    columns: [
        NAME,
        count('Desired', 'status', 'desiredNumberScheduled'),
        count('Current', 'status', 'currentNumberScheduled'),
        count('Ready', 'status', 'numberReady'),
        count('Up-to-date', 'status', 'updatedNumberScheduled'),
        count('Available', 'status', 'numberAvailable'),
        column('Node Selector', (object) => formatLabels(at(object, 'spec', 'template', 'spec', 'nodeSelector'))),
        AGE,
        CONTAINERS,
        IMAGES,
        SELECTOR,
    ],
    generation: 'spec',
    emptyStatus: () => ({
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
    }),
    applyDefaults,
    validate,
});
function applyDefaults(object) {
    const spec = setWorkloadDefaults(object);
    setDefault(spec, 'revisionHistoryLimit', 10);
    const strategy = ensureMap(spec, 'updateStrategy');
    if (!strategy['type']) {
        strategy['type'] = 'RollingUpdate';
    }
    if (strategy['type'] === 'RollingUpdate') {
        const rolling = ensureMap(strategy, 'rollingUpdate');
        setDefault(rolling, 'maxUnavailable', 1);
        setDefault(rolling, 'maxSurge', 0);
    }
}
function validate(object, old) {
    const causes = checkWorkload(object, old);
    const strategy = mapOf(at(object, 'spec', 'updateStrategy'));
    checkOneOf(causes, 'spec.updateStrategy.type', strategy['type'], ['OnDelete', 'RollingUpdate']);
    if (strategy['type'] === 'RollingUpdate') {
        const path = 'spec.updateStrategy.rollingUpdate';
        const { maxUnavailable, maxSurge } = mapOf(strategy['rollingUpdate']);
        const noneDown = checkIntOrPercent(causes, `${path}.maxUnavailable`, maxUnavailable);
        const noneUp = checkIntOrPercent(causes, `${path}.maxSurge`, maxSurge);
        if (noneDown && noneUp) {
            causes.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'cannot be 0 when maxSurge is 0'));
        }
        else if (!noneDown && !noneUp) {
            causes.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
        }
    }
    return causes;
}
function fromExtensions(object) {
    object.apiVersion = APPS;
    selectTemplateLabels(object);
    const spec = ensureMap(object, 'spec');
    const strategy = ensureMap(spec, 'updateStrategy');
    if (!strategy['type']) {
        strategy['type'] = 'OnDelete';
    }
    const generation = numberOf(spec['templateGeneration']);
    if (generation !== undefined) {
        object.metadata.annotations = { ...object.metadata.annotations, [GENERATION]: String(generation) };
        delete spec['templateGeneration'];
    }
}
function toExtensions(object) {
    object.apiVersion = EXTENSIONS;
    const generation = object.metadata.annotations?.[GENERATION];
    if (generation !== undefined) {
        const { [GENERATION]: _moved, ...annotations } = object.metadata.annotations ?? {};
        object.metadata.annotations = annotations;
        ensureMap(object, 'spec')['templateGeneration'] = Number(generation);
    }
}
//# sourceMappingURL=daemon-set.js.map