import { describe, expect, it } from '@jest/globals';
import { NO_MEMORY, planScaling } from './autoscaler-plan.js';
import { readMetrics } from './autoscaler.js';
const START = Date.parse('2026-11-21T12:00:00Z');
function autoscaler(min, max, over = {}) {
    return {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'web' },
        spec: {
            scaleTargetRef: { kind: 'Deployment', name: 'web' },
            minReplicas: min,
            maxReplicas: max,
            metrics: [
                {
                    type: 'Resource',
                    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
                },
            ],
            ...over,
        },
    };
}
const cpu = (percent) => [{ name: 'cpu', percent, targetPercent: 50 }];
function plan(of, replicas, readings, { memory = NO_MEMORY, atS = 0 } = {}) {
    const scale = { spec: replicas, status: replicas };
    return planScaling({ autoscaler: of, scale, readings, now: START + atS * 1000 }, memory);
}
const reasons = ({ status }) => (status.conditions ?? []).map((one) => `${one.type}=${one.status} ${one.reason ?? ''}`);
describe('planScaling', () => {
    it.each([
        ['twice the load, twice the pods', 2, cpu(100), 4, 'ScalingLimited=False DesiredWithinRange'],
        ['a load near the target is left alone', 4, cpu(54), undefined, 'AbleToScale=True ReadyForNewScale'],
        ['never more than the maximum', 6, cpu(100), 10, 'ScalingLimited=True TooManyReplicas'],
        ['not faster than by four or doubling', 2, cpu(400), 6, 'ScalingLimited=True ScaleUpLimit'],
        ['above the maximum it comes down at once', 20, [], 10, 'ScalingLimited=True TooManyReplicas'],
        ['below the minimum it goes up at once', 1, [], 2, 'ScalingLimited=True TooFewReplicas'],
        ['what has no pods is left alone', 0, cpu(100), undefined, 'ScalingActive=False ScalingDisabled'],
        [
            'without metrics nothing moves',
            4,
            [{ problem: 'unable to get metrics' }],
            undefined,
            'ScalingActive=False FailedGetResourceMetric',
        ],
        [
            'with one metric missing it may grow',
            4,
            [...cpu(100), { problem: 'unable to get metrics' }],
            8,
            'ScalingActive=True ValidMetricFound',
        ],
        [
            'but not shrink',
            4,
            [...cpu(1), { problem: 'unable to get metrics' }],
            undefined,
            'ScalingActive=False FailedGetResourceMetric',
        ],
    ])('%s', (...[, replicas, readings, wanted, reason]) => {
        const answer = plan(autoscaler(2, 10), replicas, readings);
        expect(answer.replicas).toBe(wanted);
        expect(reasons(answer)).toContain(reason);
    });
    it('shrinks only when the load has been small for the whole window', () => {
        const first = plan(autoscaler(2, 10), 8, cpu(10));
        expect(first.replicas).toBeUndefined();
        expect(reasons(first)).toContain('AbleToScale=True ScaleDownStabilized');
        expect(first.checkInMs).toBe(300_001);
        const busy = plan(autoscaler(2, 10), 8, cpu(30), { memory: first.memory, atS: 200 });
        expect(busy.replicas).toBeUndefined();
        const later = plan(autoscaler(2, 10), 8, cpu(10), { memory: busy.memory, atS: 301 });
        expect(later.replicas).toBe(5);
        const end = plan(autoscaler(2, 10), 5, cpu(10), { memory: later.memory, atS: 602 });
        expect(end.replicas).toBe(2);
        const hasty = autoscaler(2, 10, { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } });
        expect(plan(hasty, 8, cpu(10)).replicas).toBe(2);
        const off = autoscaler(2, 10, {
            behavior: { scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Disabled' } },
        });
        expect(plan(off, 8, cpu(10)).replicas).toBeUndefined();
    });
    it('grows step by step, a step in a quarter of a minute', () => {
        const one = plan(autoscaler(1, 100), 2, cpu(5000));
        expect([one.replicas, one.checkInMs]).toEqual([6, 15_000]);
        const soon = plan(autoscaler(1, 100), 6, cpu(5000), { memory: one.memory, atS: 5 });
        expect(soon.replicas).toBeUndefined();
        const two = plan(autoscaler(1, 100), 6, cpu(5000), { memory: soon.memory, atS: 16 });
        expect(two.replicas).toBe(12);
    });
});
describe('readMetrics', () => {
    const target = (annotations) => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', annotations },
    });
    const on = (name) => `simulator.meridian.dev/${name}`;
    it("divides a common load, and takes each pod's own as it is", () => {
        const scale = { spec: 4, status: 4 };
        expect(readMetrics(autoscaler(1, 9), target({ [on('cpu-load')]: '300' }), scale)).toEqual(cpu(75));
        expect(readMetrics(autoscaler(1, 9), target({ [on('cpu-utilization')]: '90' }), scale)).toEqual(cpu(90));
        expect(readMetrics(autoscaler(1, 9), target({}), scale)).toMatchObject([
            { problem: expect.stringContaining('unable to get metrics for resource cpu') },
        ]);
        const other = autoscaler(1, 9, { metrics: [{ type: 'Pods' }] });
        expect(readMetrics(other, target({}), scale)).toMatchObject([
            { problem: expect.stringContaining('Pods') },
        ]);
    });
});
//# sourceMappingURL=autoscaler-plan.spec.js.map