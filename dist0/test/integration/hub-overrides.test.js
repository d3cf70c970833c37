import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import {} from '#libs/process';
import { configMap, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres } from '../support/postgres.js';
import {} from '../support/scripted-agent.js';
jest.setTimeout(60_000);
const GROUP = 'federation.meridian.dev';
const POLICIES = { group: GROUP, resource: 'overridepolicies' };
const WIDE = { group: GROUP, resource: 'clusteroverridepolicies' };
const CLUSTERS = { group: GROUP, resource: 'clusters' };
const DEPLOYMENTS = { group: 'apps', resource: 'deployments' };
const CONFIG_MAPS = { group: '', resource: 'configmaps' };
const SECRETS = { group: '', resource: 'secrets' };
const NAMES = ['a', 'b', 'c'];
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
function key(resource, name) {
    return { ...resource, namespace: 'default', name };
}
function deployment(replicas) {
    const labels = { app: 'web' };
    const spec = { containers: [{ name: 'web', image: 'nginx:1', env: [{ name: 'A', value: '1' }] }] };
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'default' },
        spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    };
}
function policy(name, selector, ...overrideRules) {
    return {
        apiVersion: `${GROUP}/v1alpha1`,
        kind: 'OverridePolicy',
        metadata: { name, namespace: 'default' },
        spec: { ...(selector ? { resourceSelectors: [selector] } : {}), overrideRules },
    };
}
const OF_DEPLOYMENTS = { apiVersion: 'apps/v1', kind: 'Deployment' };
const OF_MAPS = { apiVersion: 'v1', kind: 'ConfigMap' };
function setData(value, clusterNames) {
    const targetCluster = clusterNames && { targetCluster: { clusterNames } };
    return { ...targetCluster, overriders: { mergePatch: { data: { at: value } } } };
}
/** What each member was told of one object; undefined: nothing. */
function told(object, read) {
    return NAMES.map((name) => {
        const manifest = agents[name].applied()[object];
        return manifest && read(manifest);
    });
}
async function untilTold(object, read, wanted) {
    await soon(clock, `${object} ${JSON.stringify(wanted)}`, () => Promise.resolve(JSON.stringify(told(object, read)) === JSON.stringify(wanted)));
}
const at = (manifest) => manifest['data']['at'] ?? '-';
async function placement(resource, name, render = []) {
    const object = await hub.client.get(key(resource, name));
    const query = new URLSearchParams(render.map((cluster) => ['render', cluster]));
    const user = { username: 'admin', groups: [] };
    return (await hub.placements.subresource.read(object, { resource, user, query }));
}
describe('a Deployment', () => {
    it('differs by cluster in image and environment, and its replicas are divided as before', async () => {
        const overriders = {
            imageOverrider: [
                { component: 'Registry', operator: 'replace', value: "{{cluster.labels['place']}}.example.com" },
            ],
            envOverrider: [
                { containerName: 'web', operator: 'add', value: [{ name: 'AT', value: '{{cluster.name}}' }] },
            ],
        };
        const rule = { targetCluster: { clusterNames: ['a', 'b'] }, overriders };
        await hub.client.create(POLICIES, policy('images', OF_DEPLOYMENTS, rule));
        await hub.client.create(DEPLOYMENTS, deployment(6));
        const read = ({ spec }) => {
            const { replicas, template } = spec;
            return template.spec.containers.map(({ image, env }) => [
                replicas,
                image,
                env.map(({ value }) => value),
            ]);
        };
        await untilTold('Deployment/web', read, [
            [[2, 'a.example.com/nginx:1', ['1', 'a']]],
            [[2, 'b.example.com/nginx:1', ['1', 'b']]],
            [[2, 'nginx:1', ['1']]],
        ]);
        await soon(clock, 'all available', async () => {
            const status = (await hub.client.get(key(DEPLOYMENTS, 'web')))?.['status'];
            return status?.availableReplicas === 6;
        });
        const { status } = (await placement(DEPLOYMENTS, 'web', ['b', 'c']));
        expect(status).toMatchObject({
            clusters: [
                { name: 'a', reason: expect.stringContaining('overridden by OverridePolicy images'), replicas: 2 },
                { name: 'b' },
                { name: 'c', reason: expect.not.stringContaining('overridden') },
            ],
            rendered: [
                {
                    cluster: 'b',
                    placed: true,
                    overriddenBy: ['OverridePolicy images'],
                    object: {
                        spec: { replicas: 2, template: { spec: { containers: [{ image: 'b.example.com/nginx:1' }] } } },
                    },
                },
                { cluster: 'c', overriddenBy: [], object: { spec: { replicas: 2 } } },
            ],
        });
    });
});
describe('a policy', () => {
    it('that comes, changes and goes is followed, by the objects that it means only', async () => {
        await hub.client.create(CONFIG_MAPS, configMap('m'));
        await hub.client.create(CONFIG_MAPS, configMap('other'));
        await untilTold('ConfigMap/m', at, ['-', '-', '-']);
        await untilTold('ConfigMap/other', at, ['-', '-', '-']);
        const generations = async (name) => (await hub.rows(key(CONFIG_MAPS, name))).map(({ generation }) => generation);
        const [before, others] = [await generations('m'), await generations('other')];
        await hub.client.create(POLICIES, policy('p', { ...OF_MAPS, name: 'm' }, setData('one', ['a'])));
        await untilTold('ConfigMap/m', at, ['one', '-', '-']);
        await hub.client.modify(key(POLICIES, 'p'), (current) => ({
            ...current,
            spec: policy('p', { ...OF_MAPS, name: 'm' }, setData('two', ['b']))['spec'],
        }));
        await untilTold('ConfigMap/m', at, ['-', 'two', '-']);
        await hub.client.delete(key(POLICIES, 'p'), {});
        await untilTold('ConfigMap/m', at, ['-', '-', '-']);
        const after = await generations('m');
        expect([after[0] > before[0], after[1] > before[1], after[2]]).toEqual([true, true, before[2]]);
        expect(await generations('other')).toEqual(others);
    });
    it('of the whole federation comes before that of the namespace', async () => {
        const wide = {
            ...policy('wide', OF_MAPS, setData('wide')),
            kind: 'ClusterOverridePolicy',
            metadata: { name: 'wide' },
        };
        await hub.client.create(WIDE, wide);
        await hub.client.create(POLICIES, policy('own', undefined, setData('own', ['b'])));
        await hub.client.create(CONFIG_MAPS, configMap('m'));
        await untilTold('ConfigMap/m', at, ['wide', 'own', 'wide']);
    });
    it('speaks of what a cluster is, and follows it when that changes', async () => {
        await hub.client.create(POLICIES, policy('p', OF_MAPS, setData("{{cluster.labels['place']}}")));
        await hub.client.create(CONFIG_MAPS, configMap('m'));
        await untilTold('ConfigMap/m', at, ['a', 'b', 'c']);
        await hub.client.modify({ ...CLUSTERS, namespace: '', name: 'b' }, (current) => ({
            ...current,
            metadata: { ...current.metadata, labels: { place: 'elsewhere' } },
        }));
        await untilTold('ConfigMap/m', at, ['a', 'elsewhere', 'c']);
    });
    it('that makes no sense is refused, with all that is wrong', async () => {
        const bad = policy('bad', { ...OF_MAPS, namespace: 'other' }, { overriders: { plaintext: [{ operator: 'put', path: '/metadata/name', value: '{{cluster.x}}' }] } });
        const rule = 'spec.overrideRules[0].overriders.plaintext[0]';
        await expect(hub.client.create(POLICIES, bad)).rejects.toMatchObject({
            reason: 'Invalid',
            details: {
                causes: [
                    { field: 'spec.resourceSelectors[0].namespace' },
                    { field: `${rule}.operator` },
                    { field: `${rule}.path` },
                    { field: `${rule}.value` },
                ],
            },
        });
    });
});
describe('where it cannot be said what a cluster gets', () => {
    it('it keeps what it has, others get the newest, and the object says so until it can', async () => {
        await hub.client.create(CONFIG_MAPS, configMap('m', { v: '1' }));
        const version = (manifest) => manifest['data']['v'];
        await untilTold('ConfigMap/m', version, ['1', '1', '1']);
        await hub.client.create(POLICIES, policy('p', OF_MAPS, setData("{{cluster.labels['rack']}}", ['b'])));
        await soon(clock, 'a problem', async () => {
            const { status } = (await placement(CONFIG_MAPS, 'm'));
            return JSON.stringify(status).includes('kept as it is');
        });
        await hub.client.modify(key(CONFIG_MAPS, 'm'), (current) => ({ ...current, data: { v: '2' } }));
        await untilTold('ConfigMap/m', version, ['2', '1', '2']);
        const problem = 'OverridePolicy p: the cluster has no label "rack"';
        expect(await placement(CONFIG_MAPS, 'm', ['b'])).toMatchObject({
            status: {
                clusters: [{ name: 'a' }, { name: 'b', reason: `kept as it is: ${problem}` }, { name: 'c' }],
                problems: [{ reason: 'OverrideFailed', message: `${problem}; nothing new goes to b` }],
                rendered: [{ cluster: 'b', placed: true, problem }],
            },
        });
        // One that never had it is not given what the policy would have changed.
        await hub.client.create(CONFIG_MAPS, configMap('new', { v: '1' }));
        await untilTold('ConfigMap/new', version, ['1', undefined, '1']);
        await hub.client.modify({ ...CLUSTERS, namespace: '', name: 'b' }, (current) => ({
            ...current,
            metadata: { ...current.metadata, labels: { rack: 'r7' } },
        }));
        await untilTold('ConfigMap/m', version, ['2', '2', '2']);
        await untilTold('ConfigMap/new', at, ['-', 'r7', '-']);
        const { status } = (await placement(CONFIG_MAPS, 'm'));
        expect(status).not.toHaveProperty('problems');
    });
    it('the condition Placed of a Deployment says so', async () => {
        await hub.client.create(POLICIES, policy('p', OF_DEPLOYMENTS, {
            targetCluster: { clusterNames: ['c'] },
            overriders: { plaintext: [{ operator: 'replace', path: '/spec/paused', value: true }] },
        }));
        await hub.client.create(DEPLOYMENTS, deployment(4));
        const replicas = ({ spec }) => spec.replicas;
        await untilTold('Deployment/web', replicas, [2, 2, undefined]);
        await soon(clock, 'the condition', async () => {
            const { conditions = [] } = ((await hub.client.get(key(DEPLOYMENTS, 'web')))?.['status'] ?? {});
            const placed = conditions.find(({ type }) => type === 'Placed');
            return (placed?.reason === 'OverrideFailed' && placed.message.includes('there is nothing at /spec/paused'));
        });
    });
});
describe('a Secret', () => {
    it('differs by cluster, and its values are never shown', async () => {
        const b64 = (text) => Buffer.from(text).toString('base64');
        const overriders = { plaintext: [{ operator: 'replace', path: '/data/password', value: b64('other') }] };
        const rule = { targetCluster: { clusterNames: ['c'] }, overriders };
        await hub.client.create(POLICIES, policy('p', { apiVersion: 'v1', kind: 'Secret' }, rule));
        await hub.client.create(SECRETS, {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's', namespace: 'default' },
            data: { password: b64('hunter2') },
        });
        const password = (manifest) => manifest['data']['password'];
        await untilTold('Secret/s', password, [b64('hunter2'), b64('hunter2'), b64('other')]);
        const shown = await placement(SECRETS, 's', NAMES);
        expect(shown).toMatchObject({
            status: {
                rendered: [{ object: { data: { password: '<redacted>' } } }, { cluster: 'b' }, { cluster: 'c' }],
            },
        });
        const text = JSON.stringify(shown);
        for (const value of ['hunter2', 'other'])
            expect([text.includes(value), text.includes(b64(value))]).toEqual([false, false]);
    });
});
//# sourceMappingURL=hub-overrides.test.js.map