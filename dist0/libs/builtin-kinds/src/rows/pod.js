import { deepEqual } from '#libs/apimachinery';
import {} from '../checks.js';
import { forbidden } from '../causes.js';
import { AGE, column, NAME, orNone, textAt, wide } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, isJson, mapOf, mapsOf, numberOf, setDefault, textOf } from '../json.js';
import { podReady, podRestarts, podStatus, readinessGates } from '../pod/pod-columns.js';
import { setPodSpecDefaults } from '../pod/pod-defaults.js';
import { qosClass } from '../pod/qos.js';
import { checkPodSpec } from '../pod/validate-pod.js';
export const pods = defineResource({
    apiVersion: 'v1',
    kind: 'Pod',
    resource: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    subresources: { status: true },
    columns: [
        NAME,
        column('Ready', podReady),
        column('Status', podStatus),
        column('Restarts', podRestarts),
        AGE,
        wide('IP', (object) => orNone(podIp(object))),
        wide('Node', (object) => orNone(textAt(object, 'spec', 'nodeName'))),
        wide('Nominated Node', (object) => orNone(textAt(object, 'status', 'nominatedNodeName'))),
        wide('Readiness Gates', readinessGates),
    ],
    fieldLabels: {
        'spec.host': (object) => textAt(object, 'spec', 'nodeName'),
        'spec.nodeName': (object) => textAt(object, 'spec', 'nodeName'),
        'spec.restartPolicy': (object) => textAt(object, 'spec', 'restartPolicy'),
        'spec.schedulerName': (object) => textAt(object, 'spec', 'schedulerName'),
        'spec.serviceAccountName': (object) => textAt(object, 'spec', 'serviceAccountName'),
        'spec.hostNetwork': (object) => String(at(object, 'spec', 'hostNetwork') === true),
        'status.phase': (object) => textAt(object, 'status', 'phase'),
        'status.podIP': podIp,
        'status.nominatedNodeName': (object) => textAt(object, 'status', 'nominatedNodeName'),
    },
    deleteReturnsObject: true,
    defaultGraceSeconds: graceSeconds,
    applyDefaults,
    prepare: (object, old) => {
        if (!old) {
            object['status'] = { phase: 'Pending', qosClass: qosClass(mapOf(object['spec'])) };
        }
    },
    validate,
});
function podIp(object) {
    const [first] = mapsOf(at(object, 'status', 'podIPs'));
    return textOf(first?.['ip']) || textAt(object, 'status', 'podIP');
}
/** A pod that no kubelet has ever seen, or that has ended, needs no time to stop. */
function graceSeconds(object) {
    const phase = at(object, 'status', 'phase');
    if (!at(object, 'spec', 'nodeName') || phase === 'Failed' || phase === 'Succeeded') {
        return 0;
    }
    return numberOf(at(object, 'spec', 'terminationGracePeriodSeconds')) ?? 30;
}
function applyDefaults(object) {
    const spec = ensureMap(object, 'spec');
    setPodSpecDefaults(spec);
    setDefault(spec, 'enableServiceLinks', true);
    for (const container of [...mapsOf(spec['initContainers']), ...mapsOf(spec['containers'])]) {
        requestLimits(container);
    }
    setDefault(ensureMap(object, 'status'), 'phase', 'Pending');
}
/** Who sets a limit and no request asks for the limit. */
function requestLimits(container) {
    const resources = mapOf(container['resources']);
    if (!isJson(resources['limits'])) {
        return;
    }
    const requests = ensureMap(resources, 'requests');
    for (const [name, limit] of Object.entries(resources['limits'])) {
        setDefault(requests, name, limit);
    }
}
function validate(object, old) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkPodSpec(causes, 'spec', spec);
    if (old && !deepEqual(fixedPart(spec), fixedPart(mapOf(old['spec'])))) {
        causes.push(forbidden('spec', 'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'));
    }
    return causes;
}
/** What of a pod's spec never changes. The node is given once, through the binding. */
function fixedPart(spec) {
    const withoutImages = (containers) => mapsOf(containers).map(({ image: _image, resources: _resources, ...rest }) => rest);
    const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ephemeralContainers: _ephemeral, nodeName: _node, ...rest } = spec;
    return {
        ...rest,
        containers: withoutImages(spec['containers']),
        initContainers: withoutImages(spec['initContainers']),
    };
}
//# sourceMappingURL=pod.js.map