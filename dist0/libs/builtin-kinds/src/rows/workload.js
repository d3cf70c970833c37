import { deepEqual } from '#libs/apimachinery';
import { checkNotNegative, checkSelector, checkUnchanged, isEmptySelector, selectorMatches, } from '../checks.js';
import { forbidden, invalid, notSupported, required } from '../causes.js';
import { at, ensureMap, isJson, mapOf } from '../json.js';
import { setTemplateDefaults } from '../pod/pod-defaults.js';
import { checkTemplate } from '../pod/validate-pod.js';
/** What ReplicaSet, Deployment, DaemonSet and StatefulSet share. */
export function setWorkloadDefaults(object) {
    const spec = ensureMap(object, 'spec');
    setTemplateDefaults(spec);
    return spec;
}
/** Replicas, selector and template: the template's labels must satisfy the selector, which never changes. */
export function checkWorkload(object, old) {
    const causes = [];
    const spec = mapOf(object['spec']);
    checkNotNegative(causes, 'spec.replicas', spec['replicas']);
    checkNotNegative(causes, 'spec.minReadySeconds', spec['minReadySeconds']);
    checkNotNegative(causes, 'spec.revisionHistoryLimit', spec['revisionHistoryLimit']);
    checkOwnSelector(causes, spec);
    checkRunning(causes, spec);
    if (old) {
        checkUnchanged(causes, 'spec.selector', spec['selector'], at(old, 'spec', 'selector'));
    }
    return causes;
}
function checkOwnSelector(causes, spec) {
    const { selector } = spec;
    if (!isJson(selector)) {
        causes.push(required('spec.selector'));
        return;
    }
    if (isEmptySelector(selector)) {
        causes.push(invalid('spec.selector', selector, 'empty selector is invalid for deployment'));
        return;
    }
    const problems = causes.length;
    checkSelector(causes, 'spec.selector', selector);
    if (causes.length > problems) {
        return;
    }
    const labels = at(spec['template'], 'metadata', 'labels') ?? {};
    if (!selectorMatches(selector, labels)) {
        causes.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
    }
}
/** The template of something that runs for ever. */
function checkRunning(causes, spec) {
    const path = 'spec.template';
    checkTemplate(causes, path, spec['template']);
    const pod = mapOf(mapOf(spec['template'])['spec']);
    if (pod['restartPolicy'] !== undefined && pod['restartPolicy'] !== 'Always') {
        causes.push(notSupported(`${path}.spec.restartPolicy`, pod['restartPolicy'], ['Always']));
    }
    if (pod['activeDeadlineSeconds'] !== undefined) {
        causes.push(forbidden(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in a template is not supported'));
    }
}
/** An integer that is not negative, or a percentage; gives whether it is zero. */
export function checkIntOrPercent(causes, path, value) {
    if (typeof value === 'number') {
        checkNotNegative(causes, path, value);
        return value === 0;
    }
    if (typeof value === 'string') {
        if (!/^\d+%$/.test(value)) {
            causes.push(invalid(path, value, "must be an integer or percentage (e.g '5%')"));
        }
        return /^0+%$/.test(value);
    }
    return true;
}
/** How extensions/v1beta1 read a missing or empty selector: all labels of the template. */
export function selectTemplateLabels(object) {
    const spec = mapOf(object['spec']);
    const labels = at(spec['template'], 'metadata', 'labels');
    if (!isEmptySelector(spec['selector']) || !isJson(labels)) {
        return;
    }
    spec['selector'] = { matchLabels: { ...labels } };
    if (!isJson(object.metadata.labels) || deepEqual(object.metadata.labels, {})) {
        object.metadata.labels = { ...labels };
    }
}
/** Sets `apiVersion` of an object that is the same in both versions. */
export function renamed(apiVersion) {
    return (object) => {
        object.apiVersion = apiVersion;
    };
}
export const EXTENSIONS = 'extensions/v1beta1';
export const APPS = 'apps/v1';
/** What a client of the old group is told. */
export function extensionsWarning(kind, instead) {
    return `${EXTENSIONS} ${kind} is deprecated in v1.14+, unavailable in v1.22+; use ${instead} ${kind}`;
}
//# sourceMappingURL=workload.js.map