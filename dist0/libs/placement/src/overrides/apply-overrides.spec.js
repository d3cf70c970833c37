import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deepEqual, mergePatch } from '#libs/apimachinery';
import {} from '../cluster-affinity.js';
import { valueAt } from './json-pointer.js';
import { EU, overridden, policy, US, web } from './overrides.fixture.js';
import { propertyRuns } from '../property-runs.fixture.js';
/** The object that a cluster gets under one rule. @throws Error with the problem */
function given(overriders, { cluster = EU, object = web() } = {}) {
    const found = overridden(object, [policy({ overrideRules: [{ overriders }] })], cluster);
    if ('problem' in found)
        throw new Error(found.problem);
    return mergePatch(object, found.patch);
}
const CONTAINERS = ['spec', 'template', 'spec', 'containers'];
function container(object, index = 0) {
    return valueAt(object, [...CONTAINERS, String(index)]);
}
describe('each overrider', () => {
    it('sets images of all containers', () => {
        const got = given({
            imageOverrider: [
                { component: 'Registry', operator: 'replace', value: '{{cluster.region}}.example.com' },
            ],
        });
        expect([container(got), container(got, 1)]).toMatchObject([
            { image: 'eu.example.com/shop/web:v1' },
            { image: 'eu.example.com/envoy' },
        ]);
        expect(valueAt(got, ['spec', 'template', 'spec', 'initContainers', '0', 'image'])).toBe('eu.example.com/shop/init:v1');
    });
    it('sets one image where it is told which', () => {
        const predicate = { path: '/spec/template/spec/containers/1/image' };
        const got = given({
            imageOverrider: [{ predicate, component: 'Tag', operator: 'replace', value: 'v9' }],
        });
        expect([container(got), container(got, 1)]).toMatchObject([
            { image: 'gcr.io/shop/web:v1' },
            { image: 'envoy:v9' },
        ]);
    });
    it('finds the pods of a CronJob', () => {
        const { spec } = web();
        const job = { ...web(), kind: 'CronJob', spec: { jobTemplate: { spec } } };
        const got = given({ imageOverrider: [{ component: 'Tag', operator: 'remove' }] }, { object: job });
        expect(valueAt(got, ['spec', 'jobTemplate', ...CONTAINERS, '0', 'image'])).toBe('gcr.io/shop/web');
    });
    it.each([
        ['add', ['--a', '--b', '--b', '--at=eu-1']],
        ['remove', ['--a']],
    ])('%s arguments', (operator, wanted) => {
        const value = ['--b', '--at={{cluster.name}}'];
        const got = given({ argsOverrider: [{ containerName: 'web', operator, value }] });
        expect(container(got)['args']).toEqual(wanted);
        expect(container(got, 1)).not.toHaveProperty('args');
    });
    it('adds a command where there was none, and takes one off', () => {
        const got = given({ commandOverrider: [{ containerName: 'side', operator: 'add', value: ['run'] }] });
        expect(container(got, 1)['command']).toEqual(['run']);
        const none = given({ commandOverrider: [{ containerName: 'side', operator: 'remove', value: ['run'] }] }, { object: got });
        expect(container(none, 1)).not.toHaveProperty('command');
    });
    it.each([
        [
            'add',
            [
                { name: 'X', value: 'eu' },
                { name: 'Y', value: '2' },
            ],
        ],
        ['replace', [{ name: 'X', value: 'eu' }]],
        ['remove', undefined],
    ])('%s environment', (operator, wanted) => {
        const value = [
            { name: 'X', value: '{{cluster.region}}' },
            { name: 'Y', value: '2' },
        ];
        const got = given({ envOverrider: [{ containerName: 'web', operator, value }] });
        expect(container(got)['env']).toEqual(wanted);
    });
    it.each([
        ['add', { app: 'shop', tier: 'gold' }],
        ['replace', { app: 'shop' }],
        ['remove', undefined],
    ])('%s labels', (operator, wanted) => {
        const value = { app: 'shop', tier: "{{cluster.labels['tier']}}" };
        expect(given({ labelsOverrider: [{ operator, value }] }).metadata.labels).toEqual(wanted);
    });
    it('does JSON patches, lists and escapes among them', () => {
        const got = given({
            plaintext: [
                { operator: 'add', path: '/metadata/annotations/example.com~1a', value: 'x' },
                { operator: 'add', path: '/spec/template/spec/containers/1', value: { name: 'new' } },
                { operator: 'add', path: '/spec/template/spec/containers/-', value: { name: 'last' } },
                { operator: 'remove', path: '/spec/template/spec/containers/0' },
                { operator: 'replace', path: '/spec/template/spec/containers/0/name', value: '{{cluster.name}}' },
            ],
        });
        expect(valueAt(got, CONTAINERS).map(({ name }) => name)).toEqual([
            'eu-1',
            'side',
            'last',
        ]);
        expect(got.metadata.annotations).toMatchObject({ 'example.com/a': 'x' });
    });
    it('does merge patches after everything else', () => {
        const got = given({
            mergePatch: { metadata: { labels: { app: null, at: '{{cluster.zone}}' } }, spec: { paused: true } },
            labelsOverrider: [{ operator: 'add', value: { at: 'nowhere' } }],
        });
        expect(got.metadata.labels).toEqual({ at: 'eu-a' });
        expect(got['spec']).toMatchObject({ paused: true, replicas: 9 });
    });
});
describe('what cannot be said of a cluster', () => {
    const tag = (value) => ({
        imageOverrider: [{ component: 'Tag', operator: 'replace', value }],
    });
    it.each([
        [
            'a zone of two',
            tag('{{cluster.zone}}'),
            '{{cluster.zone}} needs a cluster of one zone, and this one has 2',
        ],
        ['a label', tag("{{cluster.labels['tier']}}"), 'the cluster has no label "tier"'],
        ['an image', tag('a b'), 'the image of container init: the Tag would be none that an image can have'],
        [
            'an image that is elsewhere',
            { imageOverrider: [{ predicate: { path: '/spec/x' }, component: 'Tag', operator: 'remove' }] },
            'there is no text at /spec/x',
        ],
        [
            'a replaced field',
            { plaintext: [{ operator: 'replace', path: '/spec/x', value: 1 }] },
            'there is nothing at /spec/x',
        ],
        [
            'a removed element',
            { plaintext: [{ operator: 'remove', path: '/spec/template/spec/containers/2' }] },
            'there is nothing at /spec/template/spec/containers/2',
        ],
        [
            'a value of a label',
            { labelsOverrider: [{ operator: 'add', value: { a: '{{cluster.name}} {{cluster.region}}' } }] },
            'a key or value of metadata.labels would not be valid',
        ],
        [
            'labels that are no strings',
            { plaintext: [{ operator: 'add', path: '/metadata/labels', value: { a: 1 } }] },
            'metadata.labels would be no map of strings',
        ],
        [
            'our marks',
            { plaintext: [{ operator: 'remove', path: '/metadata/annotations' }] },
            "keys of federation.meridian.dev/ are the federation's own",
        ],
        [
            'what is divided',
            { mergePatch: { spec: { replicas: 1 } } },
            '/spec/replicas: spec.replicas is divided over clusters',
        ],
        [
            'more than an object may have',
            { mergePatch: { spec: { x: 'y'.repeat(1_100_000) } } },
            'would be larger than',
        ],
    ])('%s', (_, overriders, message) => {
        // No selectors: what is divided is not known before there is an object.
        expect(() => given(overriders, { cluster: US })).toThrow(message);
        expect(() => given(overriders, { cluster: US })).toThrow('OverridePolicy p: ');
    });
    it('shows no values of the object', () => {
        const secret = {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 'web', namespace: 'shop' },
            data: { password: 'hunter2' },
        };
        const predicate = { path: '/data/password' };
        const overriders = { imageOverrider: [{ predicate, component: 'Tag', operator: 'add', value: 'A B' }] };
        expect(() => given(overriders, { object: secret })).toThrow(/at \/data\/password: the Tag would be/);
        expect(() => given({ plaintext: [{ operator: 'remove', path: '/data/password/x' }] }, { object: secret })).toThrow(/^OverridePolicy p: there is nothing at \/data\/password\/x$/);
    });
});
describe('several policies', () => {
    const label = (value) => ({ labelsOverrider: [{ operator: 'add', value: { by: value } }] });
    it('lets the more specific one have the last word, and names those that had a part', () => {
        const policies = [
            policy({ name: 'own', overrideRules: [{ overriders: label('own') }] }),
            policy({ namespace: '', name: 'wide', overrideRules: [{ overriders: label('wide') }] }),
        ];
        expect(overridden(web(), policies, EU)).toEqual({
            patch: { metadata: { labels: { by: 'own' } } },
            by: ['ClusterOverridePolicy wide', 'OverridePolicy own'],
        });
    });
    it('takes only the rules for the cluster', () => {
        const rules = [
            { targetCluster: { clusterNames: ['eu-1'] }, overriders: label('name') },
            { targetCluster: { labelSelector: { matchLabels: { tier: 'gold' } } }, overriders: label('gold') },
            {
                targetCluster: {
                    fieldSelector: { matchExpressions: [{ key: 'region', operator: 'In', values: ['us'] }] },
                },
                overriders: label('us'),
            },
            { targetCluster: { exclude: ['eu-1', 'us-1'] }, overriders: label('elsewhere') },
        ];
        const policies = [policy({ overrideRules: rules })];
        expect(overridden(web(), policies, EU)).toMatchObject({
            patch: { metadata: { labels: { by: 'gold' } } },
        });
        expect(overridden(web(), policies, US)).toMatchObject({ patch: { metadata: { labels: { by: 'us' } } } });
        expect(overridden(web(), policies, { ...US, name: 'x', region: '' })).toMatchObject({
            patch: { metadata: { labels: { by: 'elsewhere' } } },
        });
    });
});
describe('whatever is overridden', () => {
    const value = fc.constantFrom('x', '{{cluster.name}}', "{{cluster.labels['no']}}", 1, {}, [], null, {
        name: 'n',
        labels: { a: 'b' },
    });
    const path = fc
        .array(fc.constantFrom('metadata', 'labels', 'spec', 'replicas', 'template', 'containers', '0', 'name', '-', 'kind'), {
        minLength: 1,
        maxLength: 5,
    })
        .map((steps) => `/${steps.join('/')}`);
    const overriders = fc.oneof(fc
        .record({ operator: fc.constantFrom('add', 'replace', 'remove'), path, value })
        .map((one) => ({ plaintext: [one] })), fc
        .dictionary(fc.constantFrom('metadata', 'spec', 'kind', 'data'), fc.oneof(value, fc.dictionary(fc.constantFrom('labels', 'name', 'replicas', 'x'), value)))
        .map((mergePatch) => ({ mergePatch })), fc
        .record({
        component: fc.constantFrom('Registry', 'Repository', 'Tag'),
        operator: fc.constantFrom('add', 'replace'),
        value: fc.string({ minLength: 1 }),
    })
        .map((one) => ({ imageOverrider: [one] })), fc
        .record({
        operator: fc.constantFrom('add', 'remove'),
        value: fc.dictionary(fc.constantFrom('a', 'b'), fc.string(), { minKeys: 1 }),
    })
        .map((one) => ({ annotationsOverrider: [one] })));
    const policies = fc
        .uniqueArray(fc.record({
        namespace: fc.constantFrom('', 'shop'),
        name: fc.constantFrom('a', 'b', 'c'),
        rules: fc.array(overriders, { minLength: 1, maxLength: 3 }),
    }), {
        selector: ({ namespace, name }) => `${namespace}/${name}`,
        maxLength: 4,
    })
        .map((list) => list.flatMap(({ namespace, name, rules }) => {
        try {
            return [policy({ namespace, name, overrideRules: rules.map((one) => ({ overriders: one })) })];
        }
        catch {
            return [];
        }
    }));
    const FIXED = [
        ['apiVersion'],
        ['kind'],
        ['metadata', 'name'],
        ['metadata', 'namespace'],
        ['metadata', 'annotations', 'federation.meridian.dev/mark'],
        ['spec', 'replicas'],
    ];
    const META = ['annotations', 'labels', 'name', 'namespace'];
    it('protected fields stay, the answer is always the same, and the order of the policies does not matter', () => {
        let changed = 0;
        fc.assert(fc.property(policies, fc.constantFrom(EU, US), (list, cluster) => {
            const object = web();
            const found = overridden(object, list, cluster);
            const isSame = deepEqual(object, web()) && deepEqual(overridden(web(), list.toReversed(), cluster), found);
            if ('problem' in found)
                return isSame;
            const got = mergePatch(object, found.patch);
            if (Object.keys(found.patch).length > 0)
                changed += 1;
            const isKept = FIXED.every((steps) => deepEqual(valueAt(got, steps), valueAt(object, steps)));
            return isSame && isKept && Object.keys(got.metadata).every((name) => META.includes(name));
        }), { numRuns: propertyRuns() });
        // Most of what is drawn changes nothing; enough of it must.
        expect(changed).toBeGreaterThan(propertyRuns() / 100);
    });
});
//# sourceMappingURL=apply-overrides.spec.js.map