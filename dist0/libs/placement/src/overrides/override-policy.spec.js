import { describe, expect, it } from '@jest/globals';
import { policiesOf, readOverridePolicy } from './override-policy.js';
import { policy, policyObject } from './overrides.fixture.js';
const DEPLOYMENTS = { apiVersion: 'apps/v1', kind: 'Deployment' };
const RULES = [{ overriders: { labelsOverrider: [{ operator: 'add', value: { a: 'b' } }] } }];
/** Fields and words of all that is wrong with the overriders of one rule. */
function wrongWith(overriders, rule = {}) {
    const spec = { resourceSelectors: [DEPLOYMENTS], overrideRules: [{ ...rule, overriders }] };
    return readOverridePolicy(policyObject(spec)).causes.map(({ field, message }) => {
        expect(field).toMatch(/^spec\.overrideRules\[0]/);
        return `${(field ?? '').slice('spec.overrideRules[0].'.length)}: ${message}`;
    });
}
describe('readOverridePolicy', () => {
    it.each([
        ['image', { imageOverrider: [{ component: 'Tag', operator: 'remove' }] }],
        [
            'image at a place',
            {
                imageOverrider: [
                    { predicate: { path: '/spec/image' }, component: 'Registry', operator: 'replace', value: 'x.io' },
                ],
            },
        ],
        ['command', { commandOverrider: [{ containerName: 'c', operator: 'add', value: ['a'] }] }],
        ['args', { argsOverrider: [{ containerName: 'c', operator: 'remove', value: ['a'] }] }],
        ['env', { envOverrider: [{ containerName: 'c', operator: 'remove', value: [{ name: 'X' }] }] }],
        ['labels', { labelsOverrider: [{ operator: 'replace', value: { a: '{{cluster.name}}' } }] }],
        ['annotations', { annotationsOverrider: [{ operator: 'add', value: { 'A.example.com/B': 'b' } }] }],
        ['plaintext', { plaintext: [{ operator: 'replace', path: '/spec/paused', value: true }] }],
        ['merge patch', { mergePatch: { spec: { paused: true }, metadata: { labels: { a: null } } } }],
    ])('takes %s', (_, overriders) => {
        expect(wrongWith(overriders)).toEqual([]);
    });
    it.each([
        ['nothing', {}, 'overriders: Required value'],
        [
            'an image without anything',
            { imageOverrider: [{}] },
            'overriders.imageOverrider[0].component: Required value',
        ],
        [
            'an unknown component',
            { imageOverrider: [{ component: 'Name', operator: 'remove' }] },
            'overriders.imageOverrider[0].component: Unsupported value: "Name": supported values: "Registry", "Repository", "Tag"',
        ],
        [
            'no value',
            { imageOverrider: [{ component: 'Tag', operator: 'add' }] },
            'overriders.imageOverrider[0].value: Required value',
        ],
        [
            'an image without repository',
            { imageOverrider: [{ component: 'Repository', operator: 'remove' }] },
            'overriders.imageOverrider[0].operator: Forbidden: an image without a repository is none',
        ],
        [
            'a predicate that is no pointer',
            { imageOverrider: [{ component: 'Tag', operator: 'remove', predicate: { path: 'spec' } }] },
            'overriders.imageOverrider[0].predicate.path: Invalid value: "spec": must be a JSON pointer, such as /spec/type',
        ],
        [
            'replaced words',
            { argsOverrider: [{ containerName: 'c', operator: 'replace', value: ['a'] }] },
            'overriders.argsOverrider[0].operator: Unsupported value: "replace": supported values: "add", "remove"',
        ],
        [
            'no container',
            { envOverrider: [{ operator: 'add', value: [{ name: 'a' }] }] },
            'overriders.envOverrider[0].containerName: Required value',
        ],
        [
            'a variable without name',
            { envOverrider: [{ containerName: 'c', operator: 'add', value: [{ value: 'a' }] }] },
            'overriders.envOverrider[0].value[0].name: Required value',
        ],
        [
            'a label of ours',
            { labelsOverrider: [{ operator: 'add', value: { 'federation.meridian.dev/managed-by': 'me' } }] },
            "overriders.labelsOverrider[0].value[federation.meridian.dev/managed-by]: Forbidden: keys of federation.meridian.dev/ are the federation's own",
        ],
        [
            'an unknown reference',
            { annotationsOverrider: [{ operator: 'add', value: { a: '{{cluster.nme}}' } }] },
            'overriders.annotationsOverrider[0].value: Invalid value: `{{` begins {{cluster.name}}',
        ],
        [
            'an unknown reference deep in a patch',
            { mergePatch: { spec: { list: [{ a: '{{x}}' }] } } },
            'overriders.mergePatch: Invalid value: `{{` begins',
        ],
        [
            'a protected pointer',
            { plaintext: [{ operator: 'replace', path: '/metadata/name', value: 'x' }] },
            'overriders.plaintext[0].path: Forbidden: of metadata, only labels and annotations can differ by cluster',
        ],
        [
            'a protected field of a merge patch',
            { mergePatch: { kind: 'Secret' } },
            'overriders.mergePatch.kind: Forbidden: kind is the same in every cluster',
        ],
        [
            'the whole object',
            { mergePatch: {}, plaintext: [{ operator: 'remove', path: '' }] },
            'overriders.plaintext[0].path: Required value',
        ],
        [
            'what is divided, by pointer',
            { plaintext: [{ operator: 'replace', path: '/spec/replicas', value: 3 }] },
            'overriders.plaintext[0].path: Forbidden: spec.replicas is divided over clusters',
        ],
        [
            'what is divided, by merge patch',
            { mergePatch: { spec: { replicas: 3 } } },
            'overriders.mergePatch.spec.replicas: Forbidden: spec.replicas is divided over clusters',
        ],
    ])('refuses %s', (_, overriders, message) => {
        expect(wrongWith(overriders).join('\n')).toContain(message);
    });
    it('refuses what is wrong with clusters and selectors, all at once', () => {
        const { causes } = readOverridePolicy(policyObject({
            resourceSelectors: [{ kind: 'Deployment', namespace: 'other' }],
            overrideRules: [
                {
                    targetCluster: {
                        fieldSelector: { matchExpressions: [{ key: 'planet', operator: 'In', values: ['x'] }] },
                    },
                    overriders: { plaintext: [{ operator: 'add', path: '/x', value: '{{' }] },
                },
                {},
            ],
        }));
        expect(causes.map(({ field }) => field)).toEqual([
            'spec.resourceSelectors[0].apiVersion',
            'spec.resourceSelectors[0].namespace',
            'spec.overrideRules[0].targetCluster.fieldSelector.matchExpressions[0].key',
            'spec.overrideRules[0].overriders.plaintext[0].value',
            'spec.overrideRules[1].overriders',
        ]);
        expect(readOverridePolicy(policyObject({ overrideRules: [] })).causes).toMatchObject([
            { field: 'spec.overrideRules' },
        ]);
    });
    it('never shows values', () => {
        const value = 'hunter2 {{hunter2';
        const text = wrongWith({
            imageOverrider: [{ component: 'Tag', operator: 'add', value }],
            argsOverrider: [{ containerName: 'c', operator: 'add', value: [value] }],
            envOverrider: [{ containerName: 'c', operator: 'add', value: [{ name: 'x', value }] }],
            annotationsOverrider: [{ operator: 'add', value: { a: value } }],
            plaintext: [{ operator: 'add', path: '/data/x', value }],
            mergePatch: { data: { x: value } },
        });
        expect(text).toHaveLength(6);
        expect(text.join('\n')).not.toContain('hunter2');
    });
});
describe('policiesOf', () => {
    const object = {
        group: 'apps',
        kind: 'Deployment',
        namespace: 'shop',
        name: 'web',
        labels: { app: 'web' },
    };
    const labelSelector = { matchLabels: { app: 'web' } };
    const policies = [
        policy({ name: 'b-name', resourceSelectors: [{ ...DEPLOYMENTS, name: 'web' }], overrideRules: RULES }),
        policy({ name: 'a-name', resourceSelectors: [{ ...DEPLOYMENTS, name: 'web' }], overrideRules: RULES }),
        policy({ name: 'labels', resourceSelectors: [{ ...DEPLOYMENTS, labelSelector }], overrideRules: RULES }),
        policy({ name: 'kind', resourceSelectors: [DEPLOYMENTS], overrideRules: RULES }),
        policy({ name: 'all', overrideRules: RULES }),
        policy({
            namespace: '',
            name: 'wide-name',
            resourceSelectors: [{ ...DEPLOYMENTS, name: 'web' }],
            overrideRules: RULES,
        }),
        policy({ namespace: '', name: 'wide', overrideRules: RULES }),
        policy({
            name: 'other-kind',
            resourceSelectors: [{ apiVersion: 'v1', kind: 'Service' }],
            overrideRules: RULES,
        }),
        policy({ namespace: 'other', name: 'other', overrideRules: RULES }),
    ];
    const order = ['wide', 'wide-name', 'all', 'kind', 'labels', 'a-name', 'b-name'];
    it('puts what is more specific last, whatever order they come in', () => {
        expect(policiesOf(policies, object).map(({ name }) => name)).toEqual(order);
        expect(policiesOf(policies.toReversed(), object).map(({ name }) => name)).toEqual(order);
    });
    it('takes what is cluster-wide only for objects without a namespace', () => {
        const namespace = { group: '', kind: 'Namespace', namespace: '', name: 'shop', labels: {} };
        expect(policiesOf(policies, namespace).map(({ name }) => name)).toEqual(['wide']);
    });
});
//# sourceMappingURL=override-policy.spec.js.map