import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import {} from '#libs/store';
import {} from './cluster-view.js';
import {} from './decision.js';
import { placeObject } from './place-object.js';
import { away, NOW, objectOf, row, view, views } from './propagation.fixture.js';
import {} from './scaling.js';
import { holdings } from './targets.js';
const LONG = 86_400_000;
const AUTOSCALERS = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
function place(object, clusters, work, scaling) {
    const resource = object.kind === 'Deployment' ? DEPLOYMENTS : AUTOSCALERS;
    return placeObject({
        key: 'k',
        object,
        propagation: propagationOf(resource),
        clusters,
        held: holdings(work, []),
        now: NOW,
        ...(scaling ? { scaling } : {}),
    });
}
function told(decision) {
    return Object.fromEntries(decision.placed.map(({ cluster, patch }) => [
        cluster,
        patch?.['spec'] ?? 'nothing',
    ]));
}
function autoscaler(minReplicas, maxReplicas) {
    return objectOf('HorizontalPodAutoscaler', {}, { spec: { minReplicas, maxReplicas } });
}
function bounds(cluster, minReplicas, maxReplicas) {
    return row(cluster, { patch: { spec: { minReplicas, maxReplicas } } });
}
/** A target in these clusters. */
function target(clusters, annotations = {}) {
    const object = objectOf('Deployment', { annotations });
    return { target: { object, clusters: new Set(clusters), preferences: 'preferences' } };
}
describe('an autoscaler', () => {
    it('is divided evenly, at least 1 each, where it scales nothing that spreads', () => {
        expect(told(place(autoscaler(2, 7), views('a', 'b', 'c'), []))).toEqual({
            a: { minReplicas: 1, maxReplicas: 3 },
            b: { minReplicas: 1, maxReplicas: 2 },
            c: { minReplicas: 1, maxReplicas: 2 },
        });
    });
    it('is where its target is, divided by the preferences of that', () => {
        const weights = JSON.stringify({ clusters: { a: { weight: 1 }, b: { weight: 2 } } });
        const scaling = target(['a', 'b'], { preferences: weights });
        expect(told(place(autoscaler(3, 9), views('a', 'b', 'c'), [], scaling))).toEqual({
            a: { minReplicas: 1, maxReplicas: 3 },
            b: { minReplicas: 2, maxReplicas: 6 },
        });
    });
    it('leaves a cluster that its target left, and one with no pod to allow', () => {
        const held = [bounds('a', 1, 2), bounds('b', 1, 2)];
        expect(told(place(autoscaler(1, 4), views('a', 'b'), held, target(['a'])))).toEqual({
            a: { minReplicas: 1, maxReplicas: 4 },
        });
        expect(Object.keys(told(place(autoscaler(1, 1), views('a', 'b'), held)))).toHaveLength(1);
    });
    it('stays as it is where its cluster is away for too long', () => {
        const held = [bounds('a', 1, 2), bounds('b', 1, 2)];
        const decision = place(autoscaler(2, 4), [view('a'), away('b', LONG)], held);
        expect(told(decision)).toEqual({
            a: { minReplicas: 2, maxReplicas: 4 },
            b: { minReplicas: 1, maxReplicas: 2 },
        });
        expect([...decision.lost]).toEqual(['b']);
    });
});
describe('what an autoscaler scales', () => {
    const deployment = objectOf('Deployment', {}, { spec: { replicas: 1 } });
    it('is in every cluster that may have a pod, and is not told how many', () => {
        expect(told(place(deployment, views('a', 'b'), [], { upTo: 10 }))).toEqual({
            a: 'nothing',
            b: 'nothing',
        });
    });
    it('stays where it is when there are more clusters than pods', () => {
        const decision = place(deployment, views('a', 'b', 'c'), [row('c')], { upTo: 1 });
        expect(told(decision)).toEqual({ c: 'nothing' });
    });
    it.each([
        ['is away for too long', away('b', LONG)],
        ['drains', view('b', { draining: true, cordoned: true })],
    ])('runs nothing where its cluster %s', (_name, cluster) => {
        const decision = place(deployment, [view('a'), cluster], [row('a'), row('b')], { upTo: 10 });
        expect(told(decision)).toEqual({ a: 'nothing', b: { replicas: 0 } });
    });
});
//# sourceMappingURL=divide-bounds.spec.js.map