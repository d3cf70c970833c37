import { describe, expect, it } from '@jest/globals';
import {} from '#libs/apimachinery';
import { readResourceSelectors, specificity } from './resource-selector.js';
const FIELD = 'spec.resourceSelectors';
const web = {
    group: 'apps',
    kind: 'Deployment',
    namespace: 'shop',
    name: 'web',
    labels: { app: 'web' },
};
function read(selectors, policyNamespace = 'shop') {
    const causes = [];
    const read = readResourceSelectors({ resourceSelectors: selectors }, { field: 'spec', policyNamespace, causes });
    return { selectors: read, causes };
}
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
describe('specificity', () => {
    it.each([
        ['no selector', [], 0],
        ['kind', [deployment], 1],
        ['another version of the group', [{ ...deployment, apiVersion: 'apps/v1beta2' }], 1],
        ['the group of 1.4', [{ ...deployment, apiVersion: 'extensions/v1beta1' }], 1],
        ['another group', [{ ...deployment, apiVersion: 'example.com/v1' }], 0],
        ['another kind', [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }], 0],
        ['labels', [{ ...deployment, labelSelector: { matchLabels: { app: 'web' } } }], 2],
        ['an empty labelSelector', [{ ...deployment, labelSelector: {} }], 2],
        ['other labels', [{ ...deployment, labelSelector: { matchLabels: { app: 'api' } } }], 0],
        ['name', [{ ...deployment, name: 'web' }], 3],
        ['another name', [{ ...deployment, name: 'api' }], 0],
        [
            'name and other labels, which do not count',
            [{ ...deployment, name: 'web', labelSelector: { matchLabels: { app: 'api' } } }],
            3,
        ],
        ['the closest of several', [deployment, { ...deployment, name: 'web' }], 3],
        ['its own namespace', [{ ...deployment, namespace: 'shop' }], 1],
    ])('by %s', (_name, selectors, expected) => {
        const { selectors: list, causes } = read(selectors);
        expect(causes).toEqual([]);
        expect(specificity(list, web)).toBe(expected);
    });
    it('of a namespaced policy ends at its namespace; a cluster-wide one may name one or none', () => {
        expect(specificity(read([deployment], 'other').selectors, web)).toBe(0);
        expect(specificity(read([deployment], '').selectors, web)).toBe(1);
        expect(specificity(read([{ ...deployment, namespace: 'other' }], '').selectors, web)).toBe(0);
        expect(specificity(read([{ ...deployment, namespace: 'shop' }], '').selectors, web)).toBe(1);
    });
});
describe('readResourceSelectors', () => {
    it.each([
        ['no list', {}, ['spec.resourceSelectors']],
        ['no object', ['x'], ['[0]', '[0].apiVersion', '[0].kind']],
        ['nothing', [{}], ['[0].apiVersion', '[0].kind']],
        ['a group without version', [{ ...deployment, apiVersion: 'apps/' }], ['[0].apiVersion']],
        ['too many parts', [{ ...deployment, apiVersion: 'a/b/c' }], ['[0].apiVersion']],
        ['a foreign namespace', [deployment, { ...deployment, namespace: 'other' }], ['[1].namespace']],
        ['a broken name', [{ ...deployment, name: 'a/b' }], ['[0].name']],
        [
            'an unknown operator',
            [{ ...deployment, labelSelector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } }],
            ['[0].labelSelector.matchExpressions[0].operator'],
        ],
    ])('names the fields: %s', (_name, selectors, fields) => {
        const found = read(selectors).causes.map(({ field }) => field);
        expect(found).toEqual(fields.map((field) => (field.startsWith('[') ? `${FIELD}${field}` : field)));
    });
});
//# sourceMappingURL=resource-selector.spec.js.map