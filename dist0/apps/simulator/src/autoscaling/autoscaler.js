import {} from '#libs/apimachinery';
import { loadOf, utilizationOf } from '../cluster/annotations.js';
/** The load that annotations of the autoscaler, or else of its target, say for each metric. */
export function readMetrics(autoscaler, target, scale) {
    const annotations = { ...target.metadata.annotations, ...autoscaler.metadata.annotations };
    return (autoscaler.spec.metrics ?? []).map((metric) => readMetric(metric, annotations, scale));
}
function readMetric({ type = '', resource }, annotations, scale) {
    const name = resource?.name;
    const targetPercent = resource?.target?.averageUtilization;
    const isKnown = type === 'Resource' && (name === 'cpu' || name === 'memory');
    if (!isKnown || targetPercent === undefined)
        return {
            problem: `the simulator has no such ${type} metric; it knows the utilization of cpu and memory`,
        };
    const percent = numberOf(annotations[utilizationOf(name)]) ?? shared(numberOf(annotations[loadOf(name)]), scale);
    if (percent !== undefined)
        return { name, percent, targetPercent };
    const wanted = `neither annotation ${utilizationOf(name)} nor ${loadOf(name)} is set`;
    return { problem: `unable to get metrics for resource ${name}: ${wanted}` };
}
/** Each pod's part of a load that they have together. */
function shared(load, { status }) {
    return load === undefined ? undefined : load / Math.max(1, status);
}
function numberOf(text) {
    return text !== undefined && /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}
//# sourceMappingURL=autoscaler.js.map