import { formatTime, setCondition } from '#libs/apimachinery';
import { SCALE_DOWN_WINDOW_MS, SCALE_UP_PERIOD_MS } from '../limits.js';
import {} from './autoscaler.js';
export const NO_MEMORY = { seen: false, recommendations: [], growth: [] };
/** Loads this close to the target are left alone. */
const TOLERANCE = 0.1;
export function planScaling(look, memory) {
    const { autoscaler, scale, readings, now } = look;
    const outcome = decide(look, forget(autoscaler, memory, now));
    const { desired, conditions, checkInMs } = outcome;
    const scales = desired !== scale.spec;
    const rescaled = scales
        ? [able('SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`)]
        : [];
    const { lastScaleTime } = autoscaler.status ?? {};
    const lastScale = scales ? formatTime(now) : lastScaleTime;
    const grown = desired > scale.spec ? [{ at: now, by: desired - scale.spec }] : [];
    return {
        replicas: scales ? desired : undefined,
        memory: { ...outcome.memory, growth: [...outcome.memory.growth, ...grown] },
        checkInMs: scales ? SCALE_UP_PERIOD_MS : checkInMs,
        status: {
            currentReplicas: scale.status,
            desiredReplicas: desired,
            ...(lastScale === undefined ? {} : { lastScaleTime: lastScale }),
            ...(readings.some((one) => 'percent' in one) ? { currentMetrics: readings.map(shown) } : {}),
            conditions: setAll(autoscaler.status?.conditions, [...conditions, ...rescaled], now),
        },
    };
}
/** The status when the target cannot be found or scaled. */
export function unscalable(autoscaler, message, now) {
    const condition = { ...able('FailedGetScale', message), status: 'False' };
    return {
        ...autoscaler.status,
        desiredReplicas: autoscaler.status?.desiredReplicas ?? 0,
        conditions: setAll(autoscaler.status?.conditions, [condition], now),
    };
}
/** An ordered table: switched off, out of bounds, no metrics, and then the metrics. */
function decide(look, memory) {
    const { scale, readings } = look;
    const outOfBounds = withoutLoad(look, memory);
    if (outOfBounds)
        return outOfBounds;
    const known = readings.filter((one) => 'percent' in one);
    const problem = readings.find((one) => 'problem' in one)?.problem;
    const [most] = known.sort((a, b) => recommendation(b, scale) - recommendation(a, scale));
    // With a metric missing nobody knows whether fewer would do.
    if (!most || (problem !== undefined && recommendation(most, scale) <= scale.spec)) {
        const unknown = active('False', 'FailedGetResourceMetric', problem ?? 'no metrics are specified');
        return { desired: scale.spec, conditions: [READY, unknown], memory, checkInMs: undefined };
    }
    const valid = active('True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${most.name} resource utilization (percentage of request)`);
    const asked = recommendation(most, scale);
    const settled = stabilize(look, asked, memory);
    const bounded = limit(look, settled.desired, memory);
    const isHeld = settled.desired !== asked;
    const hastyMs = bounded.condition === TOO_FAST ? SCALE_UP_PERIOD_MS : undefined;
    return {
        desired: bounded.desired,
        conditions: [isHeld ? HELD : READY, valid, bounded.condition],
        memory: settled.memory,
        checkInMs: isHeld ? settled.checkInMs : hastyMs,
    };
}
/** What needs no load to be known. */
function withoutLoad({ autoscaler, scale }, memory) {
    const { minReplicas = 1, maxReplicas } = autoscaler.spec;
    const rest = { memory, checkInMs: undefined };
    if (scale.spec === 0 && minReplicas !== 0)
        return { desired: 0, conditions: [DISABLED], ...rest };
    if (scale.spec > maxReplicas)
        return { desired: maxReplicas, conditions: [READY, TOO_MANY], ...rest };
    if (scale.spec < minReplicas)
        return { desired: minReplicas, conditions: [READY, TOO_FEW], ...rest };
    return undefined;
}
function recommendation(reading, scale) {
    if ('problem' in reading)
        return scale.spec;
    const ratio = reading.percent / reading.targetPercent;
    return Math.abs(1 - ratio) <= TOLERANCE ? scale.spec : Math.ceil(ratio * Math.max(1, scale.status));
}
function windowsOf({ spec: { behavior } }) {
    const down = behavior?.scaleDown?.stabilizationWindowSeconds;
    return {
        upMs: (behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * 1_000,
        downMs: down === undefined ? SCALE_DOWN_WINDOW_MS : down * 1_000,
    };
}
function forget(autoscaler, memory, now) {
    const { upMs, downMs } = windowsOf(autoscaler);
    return {
        seen: memory.seen,
        recommendations: memory.recommendations.filter(({ at }) => at > now - Math.max(upMs, downMs)),
        growth: memory.growth.filter(({ at }) => at > now - SCALE_UP_PERIOD_MS),
    };
}
/** Grows to the least that was asked for in its window for growing, shrinks to the most that was in the other. */
function stabilize({ autoscaler, scale: { spec: current }, now }, asked, memory) {
    const { upMs, downMs } = windowsOf(autoscaler);
    // At first sight what there is counts as asked for, so that a new autoscaler takes nothing away at once.
    const before = memory.seen ? memory.recommendations : [{ at: now, replicas: current }];
    const recommendations = [
        ...before.filter(({ replicas }) => replicas !== asked),
        { at: now, replicas: asked },
    ];
    const within = (ms) => recommendations.filter(({ at }) => at > now - ms || at === now).map(({ replicas }) => replicas);
    const up = upMs === 0 ? asked : Math.min(...within(upMs));
    const down = downMs === 0 ? asked : Math.max(...within(downMs));
    const desired = current < up ? up : Math.min(current, down);
    const expiries = recommendations
        .filter(({ replicas }) => (asked < current ? replicas > asked : replicas < asked))
        .map(({ at }) => at + (asked < current ? downMs : upMs) - now);
    const ahead = expiries.filter((ms) => ms > 0);
    return {
        desired,
        memory: { ...memory, seen: true, recommendations },
        checkInMs: ahead.length > 0 ? Math.min(...ahead) + 1 : undefined,
    };
}
/** Within its bounds, and not faster than by doubling or four replicas at a time. */
function limit({ autoscaler, scale: { spec: current } }, desired, memory) {
    const { minReplicas = 1, maxReplicas, behavior } = autoscaler.spec;
    const start = current - memory.growth.reduce((sum, { by }) => sum + by, 0);
    const isUpOff = behavior?.scaleUp?.selectPolicy === 'Disabled';
    const isDownOff = behavior?.scaleDown?.selectPolicy === 'Disabled';
    const fastest = isUpOff ? current : Math.max(current, start * 2, start + 4);
    const slowest = isDownOff ? current : 0;
    if (desired > maxReplicas && maxReplicas <= fastest)
        return { desired: maxReplicas, condition: TOO_MANY };
    if (desired > fastest)
        return { desired: fastest, condition: TOO_FAST };
    if (desired < minReplicas)
        return { desired: Math.max(minReplicas, slowest), condition: TOO_FEW };
    return { desired: Math.max(desired, slowest), condition: WITHIN };
}
function able(reason, message) {
    return { type: 'AbleToScale', status: 'True', reason, message };
}
function active(status, reason, message) {
    return { type: 'ScalingActive', status, reason, message };
}
const READY = able('ReadyForNewScale', 'recommended size matches current size');
const DISABLED = active('False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
const HELD = able('ScaleDownStabilized', 'recent recommendations were higher than current one, applying the highest recent recommendation');
function limited(status, reason, message) {
    return { type: 'ScalingLimited', status, reason, message };
}
const TOO_MANY = limited('True', 'TooManyReplicas', 'the desired replica count is more than the maximum replica count');
const TOO_FEW = limited('True', 'TooFewReplicas', 'the desired replica count is less than the minimum replica count');
const TOO_FAST = limited('True', 'ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate');
const WITHIN = limited('False', 'DesiredWithinRange', 'the desired count is within the acceptable range');
function shown(reading) {
    if ('problem' in reading)
        return { type: '' };
    const { name, percent } = reading;
    const current = { averageUtilization: Math.round(percent), averageValue: '0' };
    return { type: 'Resource', resource: { name, current } };
}
function setAll(conditions, news, now) {
    return news.reduce((present, condition) => setCondition(present, condition, now), conditions ?? []);
}
//# sourceMappingURL=autoscaler-plan.js.map