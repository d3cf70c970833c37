import { checkDnsLabel, checkDnsSubdomain, checkLabelValue, checkQualifiedName } from '#libs/apimachinery';
import { checkLabels, checkName, checkNotNegative, checkOneOf, checkSelector, checkSyntax, } from '../checks.js';
import { invalid, required } from '../causes.js';
import { isJson, mapOf, mapsOf, numberOf, textOf } from '../json.js';
import { checkContainer, checkInitContainer } from './validate-container.js';
import { checkVolumes } from './validate-volumes.js';
const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];
const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
/** A pod's spec, in a pod or in a template at `path`. */
export function checkPodSpec(causes, path, spec) {
    const names = {
        volumes: checkVolumes(causes, `${path}.volumes`, spec['volumes']),
        containers: new Set(),
    };
    const containers = mapsOf(spec['containers']);
    if (containers.length === 0) {
        causes.push(required(`${path}.containers`));
    }
    containers.forEach((container, index) => checkContainer(causes, `${path}.containers[${index}]`, container, names));
    mapsOf(spec['initContainers']).forEach((container, index) => {
        const here = `${path}.initContainers[${index}]`;
        checkContainer(causes, here, container, names);
        checkInitContainer(causes, here, container);
    });
    checkPolicies(causes, path, spec);
    checkReferences(causes, path, spec);
    checkScheduling(causes, path, spec);
}
function checkPolicies(causes, path, spec) {
    checkOneOf(causes, `${path}.restartPolicy`, spec['restartPolicy'], RESTART_POLICIES);
    checkOneOf(causes, `${path}.dnsPolicy`, spec['dnsPolicy'], DNS_POLICIES);
    checkNotNegative(causes, `${path}.terminationGracePeriodSeconds`, spec['terminationGracePeriodSeconds']);
    const deadline = numberOf(spec['activeDeadlineSeconds']);
    if (deadline !== undefined && (deadline < 1 || deadline > 2 ** 31 - 1)) {
        causes.push(invalid(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'));
    }
}
function checkReferences(causes, path, spec) {
    for (const field of ['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName']) {
        if (textOf(spec[field]) !== '') {
            checkSyntax(causes, `${path}.${field}`, spec[field], checkDnsSubdomain);
        }
    }
    for (const field of ['hostname', 'subdomain']) {
        if (textOf(spec[field]) !== '') {
            checkSyntax(causes, `${path}.${field}`, spec[field], checkDnsLabel);
        }
    }
    mapsOf(spec['imagePullSecrets']).forEach((reference, index) => {
        if (textOf(reference['name']) === '') {
            causes.push(required(`${path}.imagePullSecrets[${index}].name`));
        }
    });
}
function checkScheduling(causes, path, spec) {
    checkLabels(causes, `${path}.nodeSelector`, spec['nodeSelector']);
    mapsOf(spec['tolerations']).forEach((toleration, index) => checkToleration(causes, `${path}.tolerations[${index}]`, toleration));
    mapsOf(spec['topologySpreadConstraints']).forEach((constraint, index) => {
        const here = `${path}.topologySpreadConstraints[${index}]`;
        if ((numberOf(constraint['maxSkew']) ?? 0) <= 0) {
            causes.push(invalid(`${here}.maxSkew`, constraint['maxSkew'] ?? 0, 'must be greater than zero'));
        }
        checkName(causes, `${here}.topologyKey`, constraint['topologyKey'], checkQualifiedName);
        checkOneOf(causes, `${here}.whenUnsatisfiable`, constraint['whenUnsatisfiable'] ?? '', [
            'DoNotSchedule',
            'ScheduleAnyway',
        ]);
        if (isJson(constraint['labelSelector'])) {
            checkSelector(causes, `${here}.labelSelector`, constraint['labelSelector']);
        }
    });
}
function checkToleration(causes, path, toleration) {
    const key = textOf(toleration['key']);
    const operator = textOf(toleration['operator']);
    if (key !== '') {
        checkSyntax(causes, `${path}.key`, key, checkQualifiedName);
    }
    else if (operator !== 'Exists') {
        causes.push(invalid(`${path}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
    }
    if (operator === 'Exists' && textOf(toleration['value']) !== '') {
        causes.push(invalid(`${path}.operator`, toleration, "value must be empty when `operator` is 'Exists'"));
    }
    checkOneOf(causes, `${path}.operator`, operator, ['', 'Equal', 'Exists']);
    checkOneOf(causes, `${path}.effect`, textOf(toleration['effect']), [
        '',
        'NoSchedule',
        'PreferNoSchedule',
        'NoExecute',
    ]);
    checkSyntax(causes, `${path}.value`, toleration['value'], checkLabelValue);
    if (toleration['tolerationSeconds'] !== undefined && toleration['effect'] !== 'NoExecute') {
        causes.push(invalid(`${path}.effect`, toleration['effect'] ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
}
/** A template at `path`: its labels and its pod. */
export function checkTemplate(causes, path, template) {
    const { metadata, spec } = mapOf(template);
    checkLabels(causes, `${path}.metadata.labels`, mapOf(metadata)['labels']);
    checkPodSpec(causes, `${path}.spec`, mapOf(spec));
}
//# sourceMappingURL=validate-pod.js.map