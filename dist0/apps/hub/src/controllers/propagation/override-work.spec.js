import { describe, expect, it } from '@jest/globals';
import { canonicalJson, mergePatch } from '#libs/apimachinery';
import { manifestFor, propagationOf } from '#libs/kinds';
import { policiesOf, readOverridePolicy } from '#libs/placement';
import {} from './cluster-view.js';
import { overridesFor } from './override-work.js';
import { CONFIGMAPS, objectOf, plan, REPLICASETS, replicaSet, replicasOf, row, sha256, view, views, } from './propagation.fixture.js';
import {} from './plan-object.js';
function policy(overriders, targetCluster = {}) {
    const metadata = { name: 'p', namespace: 'demo' };
    const spec = { overrideRules: [{ targetCluster, overriders }] };
    const read = readOverridePolicy({ apiVersion: 'v1', kind: 'OverridePolicy', metadata, spec });
    expect(read.causes).toEqual([]);
    return read.policy;
}
/** Of a plan under one policy; needs a region in the clusters for which it speaks of one. */
function planned(object, one, more = {}) {
    const resource = object.kind === 'ReplicaSet' ? REPLICASETS : CONFIGMAPS;
    const propagation = propagationOf(resource);
    const selected = { group: resource.group, kind: object.kind, namespace: 'demo', name: 'x', labels: {} };
    const overrides = overridesFor(object, propagation, policiesOf([one], selected));
    return plan({ resource, object, overrides, ...more });
}
const at = (name, region) => view(name, { place: { region, zones: [], provider: '' } });
const BY_REGION = { mergePatch: { data: { at: '{{cluster.region}}' } } };
const MAP = objectOf('ConfigMap', {}, { data: { v: '2' } });
const OLD_HASH = 'hash';
describe('overridden work', () => {
    it('shares one manifest, and carries what differs', () => {
        const clusters = [at('a', 'eu'), at('b', 'us'), view('c')];
        const { plan: saved } = planned(MAP, policy(BY_REGION, { clusterNames: ['a', 'b'] }), { clusters });
        expect(saved?.targets).toMatchObject([
            {
                cluster: 'a',
                patch: { data: { at: 'eu' } },
                reason: expect.stringMatching(/overridden by OverridePolicy p$/),
            },
            { cluster: 'b', patch: { data: { at: 'us' } } },
            { cluster: 'c' },
        ]);
        expect(saved?.targets[2]).not.toHaveProperty('patch');
        expect(saved?.manifest?.hash).toBe(sha256(canonicalJson(manifestFor(MAP, propagationOf(CONFIGMAPS)))));
        expect(saved).not.toHaveProperty('seen');
    });
    it('leaves shares as they are, and lists as the object has them elsewhere', () => {
        const containers = [{ name: 'c', image: 'nginx:1' }];
        const object = { ...replicaSet(6), spec: { replicas: 6, template: { spec: { containers } } } };
        const overriders = { imageOverrider: [{ component: 'Tag', operator: 'replace', value: '2' }] };
        const output = planned(object, policy(overriders, { clusterNames: ['b'] }), {
            clusters: views('a', 'b'),
        });
        const { targets, manifest } = output.plan;
        expect(replicasOf(output.plan.targets)).toEqual({ a: 3, b: 3 });
        expect(targets.map(({ patch }) => mergePatch(JSON.parse(manifest.text), patch))).toMatchObject([
            { spec: { replicas: 3, template: { spec: { containers: [{ image: 'nginx:1' }] } } } },
            { spec: { replicas: 3, template: { spec: { containers: [{ image: 'nginx:2' }] } } } },
        ]);
    });
    it('refuses to change what is divided', () => {
        const output = planned(replicaSet(6), policy({ mergePatch: { spec: { replicas: 1 } } }));
        expect(output.plan?.targets).toEqual([]);
        expect(output.notices.map(({ reason }) => reason)).toContain('OverrideFailed');
        expect(output.notices.map(({ message }) => message).join()).toContain('spec.replicas is divided');
    });
});
describe('where it cannot be said what a cluster gets', () => {
    const clusters = [at('a', 'eu'), view('b'), view('c')];
    const work = [row('b', { manifestHash: OLD_HASH, patch: { data: { at: 'old' } }, adopt: true })];
    it('the row stays word for word, others are not held up, and none is given out for the first time', () => {
        const { plan: saved, notices, decision } = planned(MAP, policy(BY_REGION), { clusters, work });
        const problem = 'OverridePolicy p: the region of the cluster is not known';
        expect(saved?.targets).toEqual([
            expect.objectContaining({ cluster: 'a', patch: { data: { at: 'eu' } } }),
            {
                cluster: 'b',
                uid: 'uid-1',
                action: 'apply',
                manifestHash: OLD_HASH,
                patch: { data: { at: 'old' } },
                adopt: true,
                reason: `kept as it is: ${problem}`,
            },
        ]);
        expect(notices).toEqual([
            { type: 'Warning', reason: 'OverrideFailed', message: `${problem}; nothing new goes to b, c` },
        ]);
        expect(decision?.placed.map(({ cluster }) => cluster)).toEqual(['a', 'b']);
        // What is kept is what was stored: another hub's newer row is not to be undone.
        expect(saved?.seen).toBe(work[0].generation);
    });
    it('its replicas go elsewhere', () => {
        const overriders = { labelsOverrider: [{ operator: 'add', value: { at: '{{cluster.region}}' } }] };
        const output = planned(replicaSet(6), policy(overriders), {
            clusters: [at('a', 'eu'), at('b', 'us'), view('c')],
        });
        expect(replicasOf(output.plan.targets)).toEqual({ a: 3, b: 3 });
    });
});
//# sourceMappingURL=override-work.spec.js.map