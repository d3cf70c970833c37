import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { addRequests, nodeFacts, ResourceSums } from './capacity.js';
function node(cpu, more = {}) {
    return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { labels: more.labels ?? {} },
        spec: more.unschedulable ? { unschedulable: true } : {},
        status: {
            allocatable: { cpu, memory: '1Gi' },
            conditions: [{ type: 'Ready', status: more.ready ?? 'True' }],
        },
    };
}
describe('nodeFacts', () => {
    it('sums what nodes offer that take pods, and names region and zones', () => {
        const zone = (name) => ({
            'topology.kubernetes.io/region': 'r1',
            'topology.kubernetes.io/zone': name,
        });
        expect(nodeFacts([
            node('1500m', { labels: zone('b') }),
            node('2', { labels: zone('a') }),
            node('4', { unschedulable: true, labels: { 'failure-domain.beta.kubernetes.io/zone': 'old' } }),
            node('8', { ready: 'Unknown' }),
        ])).toEqual({
            total: 4,
            ready: 3,
            allocatable: { cpu: '3500m', memory: '2Gi' },
            region: 'r1',
            zones: ['a', 'b', 'old'],
        });
    });
    it('bears nodes that tell nothing', () => {
        expect(nodeFacts([{ apiVersion: 'v1', kind: 'Node', metadata: {} }])).toMatchObject({
            total: 1,
            ready: 0,
        });
    });
});
describe('addRequests', () => {
    const container = (cpu, more = {}) => ({
        resources: { requests: { cpu } },
        ...more,
    });
    const pod = (spec, phase = 'Running') => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {},
        spec: { nodeName: 'n', ...spec },
        status: { phase },
    });
    it.each([
        ['containers together', pod({ containers: [container('100m'), container('200m')] }), '300m'],
        [
            'the largest init container',
            pod({ containers: [container('1')], initContainers: [container('3')] }),
            '3',
        ],
        [
            'sidecars beside the containers',
            pod({ containers: [container('1')], initContainers: [container('1', { restartPolicy: 'Always' })] }),
            '2',
        ],
        ['overhead', pod({ containers: [container('1')], overhead: { cpu: '250m' } }), '1250m'],
        ['not what is no quantity', pod({ containers: [container('1'), container('much')] }), '1'],
        [
            'not what has no node',
            pod({ containers: [container('1')], nodeName: undefined }, 'Pending'),
            undefined,
        ],
        ['not what has ended', pod({ containers: [container('1')] }, 'Succeeded'), undefined],
    ])('counts %s', (_name, one, cpu) => {
        const sums = new ResourceSums();
        addRequests(sums, [one]);
        expect(sums.text()['cpu']).toBe(cpu);
    });
});
//# sourceMappingURL=capacity.spec.js.map