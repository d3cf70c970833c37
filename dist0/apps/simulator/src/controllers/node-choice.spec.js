import { describe, expect, it } from '@jest/globals';
import {} from '../cluster/pod.js';
import { chooseNode, needsOf } from './node-choice.js';
const GiB = 2 ** 30;
function node(name, over = {}) {
    return {
        name,
        labels: { zone: name },
        taints: [],
        cordoned: false,
        cpu: 4,
        memory: 16 * GiB,
        pods: 110,
        used: { cpu: 0, memory: 0, pods: 0 },
        ...over,
    };
}
function pod(requests = {}, over = {}) {
    return { containers: [{ name: 'c', resources: { requests } }], ...over };
}
const busy = (cpu, memory = 0, pods = 1) => ({ used: { cpu, memory: memory * GiB, pods } });
describe('chooseNode', () => {
    it.each([
        ['an empty cluster has no node', [], pod(), '0/0 nodes are available.'],
        ['the first of equals', [node('a'), node('b')], pod(), 'a'],
        ['the least full by cpu', [node('a', busy(2)), node('b', busy(1))], pod({ cpu: '1' }), 'b'],
        ['the least full by memory', [node('a', busy(0, 8)), node('b', busy(0, 4))], pod({ memory: '1Gi' }), 'b'],
        ['the least full by pods', [node('a', busy(0, 0, 9)), node('b', busy(0, 0, 8))], pod(), 'b'],
        ['an exact fit', [node('a', busy(3.9))], pod({ cpu: '100m' }), 'a'],
        [
            'not a millicore more',
            [node('a', busy(3.9))],
            pod({ cpu: '101m' }),
            '0/1 nodes are available: 1 Insufficient cpu.',
        ],
        ['no request needs no cpu', [node('a', busy(9))], pod(), 'a'],
        [
            'memory counts',
            [node('a', busy(0, 15))],
            pod({ memory: '2Gi' }),
            '0/1 nodes are available: 1 Insufficient memory.',
        ],
        ['pods count', [node('a', busy(0, 0, 110))], pod(), '0/1 nodes are available: 1 Too many pods.'],
        [
            'reasons are counted and sorted',
            [node('a', busy(4)), node('b', busy(4)), node('c', { cordoned: true })],
            pod({ cpu: '1' }),
            '0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.',
        ],
        ['cordoned nodes are left out', [node('a', { cordoned: true }), node('b')], pod(), 'b'],
        ['a selector narrows', [node('a'), node('b')], pod({}, { nodeSelector: { zone: 'b' } }), 'b'],
        [
            'a selector that nothing matches',
            [node('a')],
            pod({}, { nodeSelector: { zone: 'x' } }),
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
        ],
        [
            'a taint repels',
            [node('a', { taints: [{ key: 'k', effect: 'NoSchedule' }] })],
            pod(),
            '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
        ],
        [
            'a toleration helps',
            [node('a', { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] })],
            pod({}, { tolerations: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] }),
            'a',
        ],
        [
            'a toleration of everything helps',
            [node('a', { taints: [{ key: 'k', effect: 'NoExecute' }] })],
            pod({}, { tolerations: [{ operator: 'Exists' }] }),
            'a',
        ],
        ['a soft taint is none', [node('a', { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] })], pod(), 'a'],
    ])('%s', (_name, nodes, spec, wanted) => {
        const choice = chooseNode(nodes, needsOf(spec));
        expect('node' in choice ? choice.node.name : choice.message).toBe(wanted);
    });
});
describe('needsOf', () => {
    it('sums containers, or takes the largest init container', () => {
        const request = (cpu) => ({ name: cpu, resources: { requests: { cpu } } });
        expect(needsOf({ containers: [request('500m'), request('1')] }).cpu).toBeCloseTo(1.5);
        expect(needsOf({ containers: [request('1')], initContainers: [request('2'), request('3')] }).cpu).toBe(3);
    });
});
//# sourceMappingURL=node-choice.spec.js.map