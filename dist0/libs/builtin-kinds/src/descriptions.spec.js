import { describe, expect, it } from '@jest/globals';
import { describeField, describeType } from './descriptions.js';
import { builtinTypeNames } from './facts.js';
import { builtinResources } from './table.js';
import { builtinType } from './type-graph.js';
describe('descriptions', () => {
    const served = builtinResources.flatMap(({ kind, versions }) => versions.map(({ schema }) => [schema.name ?? kind, schema]));
    it.each(served)('%s is explained, and so are its own fields', (name, schema) => {
        expect(schema.description).toMatch(/^[A-Z].*\.$/);
        const untold = [...schema.fields].filter(([, field]) => field.description === undefined);
        // What is not named in the table is seldom looked up; the fields of every kind are.
        expect(untold.map(([field]) => field)).not.toEqual(expect.arrayContaining(['metadata', 'spec', 'status', 'data', 'rules']));
        expect(describeType(name)).toBe(schema.description);
    });
    it('speak of types and fields that there are', () => {
        const names = new Set(builtinTypeNames());
        expect(names.has('core.v1.PodSpec')).toBe(true);
        for (const name of names) {
            const fields = builtinType(name).fields;
            for (const [field, { description }] of fields) {
                if (description !== undefined)
                    expect(description).toMatch(/\.$|\.\)$/);
                expect([name, field, description]).not.toContain('');
            }
        }
        expect(describeField('core.v1.ServicePort', 'constructor')).toBeUndefined();
    });
});
//# sourceMappingURL=descriptions.spec.js.map