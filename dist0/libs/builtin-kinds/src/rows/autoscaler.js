import {} from '#libs/apimachinery';
import {} from '../checks.js';
import { invalid, required } from '../causes.js';
import { AGE, column, NAME, NONE, numberAt } from '../columns.js';
import { defineResource, servedVersion } from '../define.js';
import { at, ensureMap, isJson, listOf, mapOf, mapsOf, numberOf, setDefault, shownText, textOf, } from '../json.js';
const V2 = 'autoscaling/v2';
const V1 = 'autoscaling/v1';
/** Where version 1 keeps what it has no fields for. */
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const DEFAULT_CPU = 80;
const SHOWN_METRICS = 2;
export const autoscalers = defineResource({
    apiVersion: V2,
    kind: 'HorizontalPodAutoscaler',
    resource: 'horizontalpodautoscalers',
    shortNames: ['hpa'],
    categories: ['all'],
    alsoServed: [servedVersion(V1, 'HorizontalPodAutoscaler', { toStorage: fromV1, fromStorage: toV1 })],
    subresources: { status: true },
    columns: [
        NAME,
        column('Reference', (object) => {
            const target = mapOf(at(object, 'spec', 'scaleTargetRef'));
            return `${textOf(target['kind'])}/${textOf(target['name'])}`;
        }),
        column('Targets', targets),
        column('MinPods', (object) => shownText(at(object, 'spec', 'minReplicas') ?? '<unset>')),
        column('MaxPods', (object) => numberAt(object, 'spec', 'maxReplicas')),
        column('Replicas', (object) => numberAt(object, 'status', 'currentReplicas')),
        AGE,
    ],
    emptyStatus: () => ({ desiredReplicas: 0 }),
    applyDefaults: (object) => {
        const spec = ensureMap(object, 'spec');
        setDefault(spec, 'minReplicas', 1);
        if (listOf(spec['metrics']).length === 0) {
            spec['metrics'] = [cpuMetric(DEFAULT_CPU)];
        }
    },
    validate,
});
function cpuMetric(percent) {
    return {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
    };
}
function isCpuShare(metric) {
    const { name, target } = mapOf(metric['resource']);
    return metric['type'] === 'Resource' && name === 'cpu' && mapOf(target)['type'] === 'Utilization';
}
function fromV1(object) {
    object.apiVersion = V2;
    const spec = ensureMap(object, 'spec');
    const percent = spec['targetCPUUtilizationPercentage'];
    const others = takeJson(object, METRICS);
    const behavior = takeJson(object, BEHAVIOR);
    const metrics = [...listOf(others), ...(percent === undefined ? [] : [cpuMetric(percent)])];
    if (metrics.length > 0) {
        spec['metrics'] = metrics;
    }
    if (isJson(behavior)) {
        spec['behavior'] = behavior;
    }
    delete spec['targetCPUUtilizationPercentage'];
    const status = mapOf(object['status']);
    const current = status['currentCPUUtilizationPercentage'];
    if (current !== undefined) {
        status['currentMetrics'] = [
            { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } },
        ];
        delete status['currentCPUUtilizationPercentage'];
    }
}
function toV1(object) {
    object.apiVersion = V1;
    const spec = ensureMap(object, 'spec');
    const metrics = mapsOf(spec['metrics']);
    const cpu = metrics.find(isCpuShare);
    const others = metrics.filter((metric) => metric !== cpu);
    if (cpu) {
        spec['targetCPUUtilizationPercentage'] = at(cpu, 'resource', 'target', 'averageUtilization');
    }
    putJson(object, METRICS, others.length > 0 ? others : undefined);
    putJson(object, BEHAVIOR, spec['behavior']);
    delete spec['metrics'];
    delete spec['behavior'];
    const status = mapOf(object['status']);
    const current = mapsOf(status['currentMetrics']).find((metric) => at(metric, 'resource', 'name') === 'cpu');
    const percent = at(current, 'resource', 'current', 'averageUtilization');
    if (percent !== undefined) {
        status['currentCPUUtilizationPercentage'] = percent;
    }
    delete status['currentMetrics'];
    delete status['conditions'];
    // Not optional in v1, as it is in v2.
    if (object['status'] !== undefined)
        status['currentReplicas'] ??= 0;
}
function takeJson(object, annotation) {
    const { [annotation]: text, ...rest } = object.metadata.annotations ?? {};
    if (text === undefined) {
        return undefined;
    }
    object.metadata.annotations = rest;
    try {
        return JSON.parse(text);
    }
    catch {
        // An annotation that a person broke says nothing.
        return undefined;
    }
}
function putJson(object, annotation, value) {
    if (value !== undefined) {
        object.metadata.annotations = { ...object.metadata.annotations, [annotation]: JSON.stringify(value) };
    }
}
/** `cpu: 12%/80%`; at most two, then how many more. */
function targets(object) {
    const metrics = mapsOf(at(object, 'spec', 'metrics'));
    if (metrics.length === 0) {
        return NONE;
    }
    const current = mapsOf(at(object, 'status', 'currentMetrics'));
    const all = metrics.map((metric, index) => formatMetric(metric, current[index]));
    const shown = all.slice(0, SHOWN_METRICS).join(', ');
    return all.length > SHOWN_METRICS ? `${shown} + ${all.length - SHOWN_METRICS} more...` : shown;
}
function formatMetric(metric, current) {
    const kind = textOf(metric['type']);
    const field = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
    const source = mapOf(metric[field]);
    const { averageUtilization, averageValue, value } = mapOf(source['target']);
    const now = mapOf(at(current, field, 'current'));
    const name = kind === 'Resource' || kind === 'ContainerResource' ? `${textOf(source['name'])}: ` : '';
    if (averageUtilization !== undefined) {
        const percent = shownText(now['averageUtilization']);
        return `${name}${percent === '' ? '<unknown>' : `${percent}%`}/${shownText(averageUtilization)}%`;
    }
    const wanted = shownText(averageValue ?? value);
    const seen = shownText(now['averageValue'] ?? now['value']) || '<unknown>';
    return `${name}${seen}/${wanted}${averageValue === undefined ? '' : ' (avg)'}`;
}
function validate(object) {
    const causes = [];
    const spec = mapOf(object['spec']);
    const min = numberOf(spec['minReplicas']);
    const max = numberOf(spec['maxReplicas']) ?? 0;
    if (min !== undefined && min < 1) {
        causes.push(invalid('spec.minReplicas', min, 'must be greater than or equal to 1'));
    }
    if (max < 1) {
        causes.push(invalid('spec.maxReplicas', max, 'must be greater than 0'));
    }
    if (min !== undefined && max < min) {
        causes.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
    }
    for (const field of ['kind', 'name']) {
        if (textOf(at(spec, 'scaleTargetRef', field)) === '') {
            causes.push(required(`spec.scaleTargetRef.${field}`));
        }
    }
    return causes;
}
//# sourceMappingURL=autoscaler.js.map