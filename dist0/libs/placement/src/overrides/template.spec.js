import { describe, expect, it } from '@jest/globals';
import {} from '../cluster-affinity.js';
import { renderValue, templateProblem } from './template.js';
const CLUSTER = {
    name: 'europe-west1-b',
    region: 'europe-west1',
    provider: 'gcp',
    zones: ['b'],
    labels: { 'topology.example.com/rack': 'r7' },
};
describe('renderValue', () => {
    it.each([
        ['plain text', 'plain text'],
        ['{{cluster.name}}', 'europe-west1-b'],
        ['https://{{ cluster.region }}.example.com/{{cluster.zone}}', 'https://europe-west1.example.com/b'],
        ['{{cluster.provider}}', 'gcp'],
        ["{{cluster.labels['topology.example.com/rack']}}", 'r7'],
        ["{{'{{'}} .Values.x }}", '{{ .Values.x }}'],
        ["{{'}}'}}", '}}'],
        ['$(X) }} ${Y}', '$(X) }} ${Y}'],
    ])('%s', (text, wanted) => {
        expect(renderValue(text, CLUSTER)).toBe(wanted);
        expect(templateProblem(text)).toBeUndefined();
    });
    it('does not look into what it has put in', () => {
        const cluster = { ...CLUSTER, region: '{{cluster.name}}' };
        expect(renderValue('{{cluster.region}}', cluster)).toBe('{{cluster.name}}');
    });
    it('goes through lists and objects, and leaves keys and other values alone', () => {
        const value = { '{{cluster.name}}': ['{{cluster.name}}', 1, null, true, { a: '{{cluster.zone}}' }] };
        expect(renderValue(value, CLUSTER)).toEqual({
            '{{cluster.name}}': ['europe-west1-b', 1, null, true, { a: 'b' }],
        });
    });
    it.each([
        ['{{cluster.region}}', { region: '' }, 'the region of the cluster is not known'],
        ['{{cluster.provider}}', { provider: '' }, 'the provider of the cluster is not known'],
        ['{{cluster.zone}}', { zones: [] }, 'needs a cluster of one zone, and this one has 0'],
        ['{{cluster.zone}}', { zones: ['a', 'b'] }, 'needs a cluster of one zone, and this one has 2'],
        ["{{cluster.labels['x']}}", {}, 'the cluster has no label "x"'],
        ["{{cluster.labels['constructor']}}", {}, 'the cluster has no label "constructor"'],
    ])('%s of a cluster that has none', (text, facts, message) => {
        expect(templateProblem(text)).toBeUndefined();
        expect(() => renderValue(text, { ...CLUSTER, ...facts })).toThrow(message);
    });
});
describe('templateProblem', () => {
    it.each([
        '{{',
        '{{}}',
        '{{cluster}}',
        '{{cluster.names}}',
        '{{cluster.labels.x}}',
        '{{cluster.labels["x"]}}',
        '{{ cluster.name | upper }}',
        "{{'a'b'}}",
        '{{cluster.name}} {{x}}',
        '{{{cluster.name}}}',
    ])('refuses %s', (text) => {
        expect(templateProblem({ deep: [text] })).toContain('begins {{cluster.name}}');
    });
    it('never shows the value', () => {
        expect(templateProblem('hunter2 {{hunter2}}')).not.toContain('hunter2');
    });
});
//# sourceMappingURL=template.spec.js.map