import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import {} from '#libs/process';
import { configMap, replicaSet, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres } from '../support/postgres.js';
import {} from '../support/scripted-agent.js';
jest.setTimeout(60_000);
const GROUP = 'federation.meridian.dev';
const CLUSTERS = { group: GROUP, resource: 'clusters' };
const POLICIES = { group: GROUP, resource: 'propagationpolicies' };
const CLUSTER_POLICIES = { group: GROUP, resource: 'clusterpropagationpolicies' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const NAMES = ['a', 'b', 'c'];
const WEB = { ...REPLICASETS, namespace: 'default', name: 'web' };
let postgres;
let clock;
let hub;
let agents;
beforeAll(async () => {
    postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
    ({ clock, hub, agents } = await openFederation(await postgres.createDatabase(), NAMES));
});
afterEach(() => closeFederation({ hub, agents }));
const REPLICA_SETS = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const DIVIDED = { replicaSchedulingType: 'Divided' };
function policy(name, placement, more = {}) {
    return {
        apiVersion: `${GROUP}/v1alpha1`,
        kind: 'PropagationPolicy',
        metadata: { name, namespace: 'default' },
        spec: { resourceSelectors: [REPLICA_SETS], placement, ...more },
    };
}
const only = (...clusterNames) => ({
    clusterAffinity: { clusterNames },
    replicaScheduling: DIVIDED,
});
async function edit(name, placement) {
    await hub.client.modify({ ...POLICIES, namespace: 'default', name }, (current) => ({
        ...current,
        spec: { ...current['spec'], placement },
    }));
}
async function cluster(name, spec) {
    await hub.client.modify({ ...CLUSTERS, namespace: '', name }, (current) => ({
        ...current,
        spec: { ...current['spec'], ...spec },
    }));
}
/** Replicas of `web` in each member; undefined: it has none. */
async function untilReplicas(...wanted) {
    const told = () => NAMES.map((name) => agents[name].replicas('web'));
    await soon(clock, `replicas ${JSON.stringify(wanted)}, now ${JSON.stringify(told())}`, () => Promise.resolve(JSON.stringify(told()) === JSON.stringify(wanted)));
}
async function placement(key) {
    const kind = key.resource;
    const name = `${key.name}:${kind}${key.group === '' ? '' : `.${key.group}`}`;
    const found = await hub.placements.storage.get({
        group: GROUP,
        resource: 'placements',
        namespace: 'default',
        name,
    });
    return (found?.['status'] ?? {});
}
describe('a PropagationPolicy', () => {
    it('divides among the clusters it means, and says of every other why not', async () => {
        await hub.client.create(POLICIES, policy('front', only('a', 'b')));
        await hub.client.create(REPLICASETS, replicaSet('web', 4));
        await untilReplicas(2, 2, undefined);
        expect(await placement(WEB)).toMatchObject({
            policy: { kind: 'PropagationPolicy', name: 'front' },
            desiredReplicas: 4,
            placedReplicas: 4,
            excluded: [{ reason: 'filtered by affinity: it is not named', clusters: ['c'] }],
        });
    });
    it('takes over and gives back objects that are there, when it comes, changes and goes', async () => {
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        await untilReplicas(2, 2, 2);
        await hub.client.create(POLICIES, policy('front', only('a', 'b')));
        await untilReplicas(3, 3, undefined);
        await edit('front', only('c'));
        await untilReplicas(undefined, undefined, 6);
        await hub.client.delete({ ...POLICIES, namespace: 'default', name: 'front' });
        await untilReplicas(2, 2, 2);
    });
    it('yields to a higher priority, and a cluster-wide one to any of the namespace', async () => {
        await hub.client.create(CLUSTER_POLICIES, {
            ...policy('everywhere', only('c'), { priority: 100 }),
            kind: 'ClusterPropagationPolicy',
            metadata: { name: 'everywhere' },
        });
        await hub.client.create(REPLICASETS, replicaSet('web', 2));
        await untilReplicas(undefined, undefined, 2);
        await hub.client.create(POLICIES, policy('front', only('a')));
        await untilReplicas(2, undefined, undefined);
        await hub.client.create(POLICIES, policy('urgent', only('b'), { priority: 1 }));
        await untilReplicas(undefined, 2, undefined);
        expect(await placement(WEB)).toMatchObject({ policy: { name: 'urgent' } });
    });
    it('does not touch what it does not select, nor the division that an object asks for itself', async () => {
        const other = [{ ...REPLICA_SETS, labelSelector: { matchLabels: { tier: 'back' } } }];
        await hub.client.create(POLICIES, policy('back', only('c'), { resourceSelectors: other }));
        await hub.client.create(POLICIES, policy('named', only('a', 'b'), { resourceSelectors: [{ ...REPLICA_SETS, name: 'own' }] }));
        await hub.client.create(REPLICASETS, replicaSet('web', 3));
        const preferences = JSON.stringify({
            clusters: { a: { weight: 1 }, b: { weight: 3 }, c: { weight: 5 } },
        });
        await hub.client.create(REPLICASETS, replicaSet('own', 4, { 'federation.kubernetes.io/replica-set-preferences': preferences }));
        await untilReplicas(1, 1, 1);
        await soon(clock, 'preferences among the clusters of the policy', () => Promise.resolve(agents['a'].replicas('own') === 1 && agents['b'].replicas('own') === 3));
        await hub.client.modify(WEB, (current) => ({
            ...current,
            metadata: { ...current.metadata, labels: { tier: 'back' } },
        }));
        await untilReplicas(undefined, undefined, 3);
    });
    it('duplicates, where it says nothing of replicas, and leaves a cluster when the others are ready', async () => {
        await hub.client.create(POLICIES, policy('front', { clusterAffinity: { clusterNames: ['a', 'b'] } }));
        await hub.client.create(REPLICASETS, replicaSet('web', 2));
        await untilReplicas(2, 2, undefined);
        expect(await placement(WEB)).toMatchObject({ desiredReplicas: 4, placedReplicas: 4 });
        await edit('front', { clusterAffinity: { clusterNames: ['b', 'c'] } });
        await untilReplicas(undefined, 2, 2);
    });
    it('places what is not divided, and takes nothing away when it fits nowhere', async () => {
        const resourceSelectors = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
        const key = { ...CONFIGMAPS, namespace: 'default', name: 'settings' };
        const has = () => NAMES.filter((name) => agents[name].applied()['ConfigMap/settings']).join('');
        await hub.client.create(POLICIES, policy('config', only('a', 'b'), { resourceSelectors }));
        await hub.client.create(CONFIGMAPS, configMap('settings'));
        await soon(clock, 'in a and b', () => Promise.resolve(has() === 'ab'));
        await edit('config', only('nowhere'));
        await soon(clock, 'a problem in the placement', async () => {
            const { problems } = (await placement(key));
            return problems?.some(({ reason }) => reason === 'NoClusterFits');
        });
        await hub.reconcileAll();
        expect(has()).toBe('ab');
        expect((await hub.rows(key)).map(({ cluster, action }) => `${cluster} ${action}`)).toEqual([
            'a apply',
            'b apply',
        ]);
    });
});
describe('clusters that come, go, drain and are tainted', () => {
    it('are chosen as they join, by their labels', async () => {
        const labelSelector = { matchLabels: { place: 'c' } };
        await hub.client.create(POLICIES, policy('front', { clusterAffinity: { labelSelector }, replicaScheduling: DIVIDED }));
        await hub.client.create(REPLICASETS, replicaSet('web', 2));
        await untilReplicas(undefined, undefined, 2);
        await hub.client.modify({ ...CLUSTERS, namespace: '', name: 'a' }, (current) => ({
            ...current,
            metadata: { ...current.metadata, labels: { place: 'c' } },
        }));
        await untilReplicas(1, undefined, 1);
    });
    it('lose their part when they drain or get a taint that is not tolerated, and keep it where it is', async () => {
        const clusterTolerations = [{ key: 'gpu', operator: 'Exists' }];
        await hub.client.create(POLICIES, policy('front', { clusterTolerations, replicaScheduling: DIVIDED }));
        await hub.client.create(REPLICASETS, replicaSet('web', 6));
        await untilReplicas(2, 2, 2);
        await cluster('c', { taints: [{ key: 'gpu', effect: 'NoExecute' }] });
        await cluster('b', { taints: [{ key: 'repair', effect: 'NoExecute' }] });
        await untilReplicas(3, 0, 3);
        await cluster('b', { taints: [] });
        await untilReplicas(2, 2, 2);
        await cluster('a', { state: 'draining' });
        await untilReplicas(0, 3, 3);
    });
    it('are replaced by the next group when they are lost for as long as the policy says, and return', async () => {
        const clusterAffinities = [
            { affinityName: 'home', clusterNames: ['a'] },
            { affinityName: 'spare', clusterNames: ['b'] },
        ];
        const failover = { cluster: { tolerationSeconds: 10 } };
        await hub.client.create(POLICIES, policy('front', { clusterAffinities, replicaScheduling: DIVIDED }, { failover }));
        await hub.client.create(REPLICASETS, replicaSet('web', 2));
        await untilReplicas(2, undefined, undefined);
        await hub.setHealth('a', 'Offline');
        clock.advance(9_000);
        await hub.reconcileAll();
        expect(agents['b'].replicas('web')).toBeUndefined();
        clock.advance(2_000);
        await soon(clock, 'two in the spare', () => Promise.resolve(agents['b'].replicas('web') === 2));
        expect(await placement(WEB)).toMatchObject({ policy: { affinityName: 'spare' } });
        await hub.setHealth('a', 'Ready');
        clock.advance(31_000);
        await untilReplicas(2, undefined, undefined);
        expect(await placement(WEB)).toMatchObject({ policy: { affinityName: 'home' } });
    });
});
describe('admission', () => {
    it('refuses every field that is wrong, at once', async () => {
        const wrong = policy('wrong', {
            clusterAffinity: { labelSelector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } },
            spreadConstraints: [
                { spreadByField: 'planet' },
                { spreadByField: 'region', minGroups: 3, maxGroups: 2 },
            ],
            clusterTolerations: [{ key: 'a', effect: 'Never' }],
            replicaScheduling: { clusterLimits: [{ minReplicas: 5, maxReplicas: 2 }] },
        }, { resourceSelectors: [{ ...REPLICA_SETS, namespace: 'other' }] });
        const refusal = hub.client.create(POLICIES, wrong);
        await expect(refusal).rejects.toMatchObject({ reason: 'Invalid' });
        const error = (await refusal.catch((refused) => refused));
        const fields = error.details.causes.map(({ field }) => field);
        expect(fields).toEqual([
            'spec.resourceSelectors[0].namespace',
            'spec.placement.clusterAffinity.labelSelector.matchExpressions[0].operator',
            'spec.placement.clusterTolerations[0].effect',
            'spec.placement.spreadConstraints[0].spreadByField',
            'spec.placement.spreadConstraints[1].maxGroups',
            'spec.placement.replicaScheduling.clusterLimits[0].maxReplicas',
        ]);
    });
});
//# sourceMappingURL=hub-policies.test.js.map