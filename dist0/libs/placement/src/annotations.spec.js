import { describe, expect, it } from '@jest/globals';
import { matchesClusterSelector, parseClusterSelector } from './cluster-selector.js';
import { parsePreferences } from './preferences.js';
const KEY = 'federation.kubernetes.io/replica-set-preferences';
function invalid(...fields) {
    const causes = fields.map((field) => expect.objectContaining({ field }));
    return expect.objectContaining({ reason: 'Invalid', details: { causes } });
}
describe('parsePreferences', () => {
    it('reads what the original read', () => {
        const text = '{"Rebalance":true,"CLUSTERS":{"*":{"Weight":1,"unknown":[]},"a":{"minReplicas":2,"maxreplicas":4}},"x":1}';
        expect(parsePreferences(text, KEY)).toEqual({
            rebalance: true,
            clusters: new Map([
                ['*', { minReplicas: 0, maxReplicas: undefined, weight: 1 }],
                ['a', { minReplicas: 2, maxReplicas: 4, weight: 0 }],
            ]),
        });
    });
    it.each(['{}', 'null', '{"clusters":null,"rebalance":null}'])('%s names nobody', (text) => {
        expect(parsePreferences(text, KEY)).toEqual({ rebalance: false, clusters: new Map() });
    });
    it('an explicit empty preference stands', () => {
        const { clusters } = parsePreferences('{"clusters":{"a":{},"b":null}}', KEY);
        expect([...clusters.keys()]).toEqual(['a', 'b']);
    });
    it.each([
        ['{', ''],
        ['[]', ''],
        ['"x"', ''],
        ['{"rebalance":"yes"}', '.rebalance'],
        ['{"clusters":[]}', '.clusters'],
        ['{"clusters":{"a":3}}', '.clusters[a]'],
        ['{"clusters":{"a":{"minReplicas":5,"maxReplicas":4}}}', '.clusters[a].maxReplicas'],
        ['{"clusters":{"a":{"maxReplicas":-1}}}', '.clusters[a].maxReplicas'],
        ['{"clusters":{"a":{"minReplicas":-1}}}', '.clusters[a].minReplicas'],
        ['{"clusters":{"a":{"weight":-1}}}', '.clusters[a].weight'],
        ['{"clusters":{"a":{"weight":1.5}}}', '.clusters[a].weight'],
        ['{"clusters":{"a":{"weight":"1"}}}', '.clusters[a].weight'],
        ['{"clusters":{"a":{"weight":1e300}}}', '.clusters[a].weight'],
    ])('%s is refused at %s', (text, path) => {
        expect(() => parsePreferences(text, KEY)).toThrow(invalid(`metadata.annotations[${KEY}]${path}`));
    });
    it('names every field that is wrong', () => {
        const text = '{"clusters":{"a":{"weight":-1},"b":{"minReplicas":3,"maxReplicas":1}}}';
        const field = `metadata.annotations[${KEY}].clusters`;
        expect(() => parsePreferences(text, KEY)).toThrow(invalid(`${field}[a].weight`, `${field}[b].maxReplicas`));
    });
});
describe('parseClusterSelector', () => {
    const labels = { region: 'us', tier: '3' };
    it.each([
        ['[]', true],
        ['null', true],
        ['[{"key":"region","operator":"in","values":["us","eu"]}]', true],
        ['[{"key":"region","operator":"In","values":["eu"]}]', false],
        ['[{"key":"region","operator":"NotIn","values":["eu"]}]', true],
        ['[{"key":"zone","operator":"notin","values":["eu"]}]', true],
        ['[{"key":"region","operator":"exists"}]', true],
        ['[{"key":"zone","operator":"Exists","values":[]}]', false],
        ['[{"key":"zone","operator":"!"}]', true],
        ['[{"key":"region","operator":"DoesNotExist"}]', false],
        ['[{"key":"region","operator":"=","values":["us"]}]', true],
        ['[{"key":"region","operator":"==","values":["eu"]}]', false],
        ['[{"key":"region","operator":"!=","values":["eu"]}]', true],
        ['[{"key":"tier","operator":"gt","values":["2"]}]', true],
        ['[{"key":"tier","operator":"Gt","values":["3"]}]', false],
        ['[{"key":"tier","operator":">","values":["2"]}]', true],
        ['[{"key":"tier","operator":"<","values":["3"]}]', false],
        ['[{"key":"tier","operator":"Lt","values":["4"]}]', true],
        ['[{"key":"region","operator":"lt","values":["4"]}]', false],
        ['[{"Key":"region","Operator":"exists"},{"key":"tier","operator":"=","values":["4"]}]', false],
        ['federation.kubernetes.io/federation-control-plane=true', false],
    ])('%s: %p', (text, expected) => {
        expect(matchesClusterSelector(parseClusterSelector(text), labels)).toBe(expected);
    });
    const FIELD = 'metadata.annotations[federation.alpha.kubernetes.io/cluster-selector]';
    it.each([
        ['{', ''],
        ['{}', ''],
        ['region=us', ''],
        ['[1]', '[0]', '[0].key', '[0].operator'],
        ['[{"key":"","operator":"exists"}]', '[0].key'],
        ['[{"key":"a b","operator":"exists"}]', '[0].key'],
        ['[{"key":"a","operator":"like"}]', '[0].operator'],
        ['[{"key":"a","operator":"in"}]', '[0].values'],
        ['[{"key":"a","operator":"exists","values":["x"]}]', '[0].values'],
        ['[{"key":"a","operator":"=","values":["x","y"]}]', '[0].values'],
        ['[{"key":"a","operator":"gt","values":["x"]}]', '[0].values'],
        ['[{"key":"a","operator":"in","values":[1]}]', '[0].values'],
    ])('%s is refused', (text, ...paths) => {
        expect(() => parseClusterSelector(text)).toThrow(invalid(...paths.map((path) => FIELD + path)));
    });
});
//# sourceMappingURL=annotations.spec.js.map