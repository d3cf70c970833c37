import { describe, expect, it } from '@jest/globals';
import { customResource } from '#libs/builtin-kinds';
import {} from '#libs/apimachinery';
import { createSpreadKinds, customPropagation } from './index.js';
const CONDITIONS = {
    type: 'array',
    items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' } } },
};
const STATUS = {
    phase: { type: 'string' },
    size: { type: 'integer' },
    conditions: CONDITIONS,
    observedGeneration: { type: 'integer' },
};
const SUBRESOURCES = {
    status: {},
    scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
};
function propagation(status = STATUS, subresources = SUBRESOURCES) {
    const properties = { spec: { type: 'object' }, status: { type: 'object', properties: status } };
    const schema = { openAPIV3Schema: { type: 'object', properties } };
    const definition = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.example.com' },
        spec: {
            group: 'example.com',
            scope: 'Namespaced',
            names: { plural: 'widgets', kind: 'Widget' },
            versions: [{ name: 'v1', served: true, storage: true, subresources, schema }],
        },
    };
    return customPropagation(customResource(definition));
}
function merge(row, statuses, before) {
    const object = {
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { generation: 3 },
        ...(before ? { status: before } : {}),
    };
    return row.mergeStatus(object, statuses.map((status, index) => ({
        cluster: 'abc'[index],
        status: status,
        current: true,
    })));
}
describe('a custom kind', () => {
    it('spreads as it is, in its storage version', () => {
        const row = propagation();
        expect(row).toMatchObject({
            resource: { group: 'example.com', resource: 'widgets' },
            apiVersion: 'example.com/v1',
            kind: 'Widget',
            conditions: true,
        });
        expect(row.divides).toBeUndefined();
    });
    it('says what all clusters say alike, and adds up what it is scaled by', () => {
        const statuses = [
            { phase: 'Ready', size: 2 },
            { phase: 'Ready', size: 3 },
        ];
        expect(merge(propagation(), statuses)).toEqual({ phase: 'Ready', size: 5, observedGeneration: 3 });
        const different = [{ phase: 'Ready' }, { phase: 'Broken' }];
        expect(merge(propagation(), different, { phase: 'Ready' })).toEqual({ observedGeneration: 3 });
    });
    it('merges conditions: good ones must hold everywhere, others are Unknown where clusters differ', () => {
        const condition = (type, status) => ({ type, status, reason: 'Because' });
        const conditions = (...statuses) => ({
            conditions: [condition('Ready', statuses[0]), condition('Odd', statuses[1])],
        });
        const placed = { type: 'Placed', status: 'False' };
        expect(merge(propagation(), [conditions('True', 'True'), conditions('False', 'False')], {
            conditions: [placed],
        })).toMatchObject({
            conditions: [
                { type: 'Ready', status: 'False', message: 'cluster b: ' },
                {
                    type: 'Odd',
                    status: 'Unknown',
                    reason: 'ClustersDiffer',
                    message: 'cluster a: True (Because); cluster b: False (Because)',
                },
                placed,
            ],
        });
    });
    it('without a status subresource keeps what users write', () => {
        expect(merge(propagation(STATUS, {}), [{ phase: 'Ready' }])).toBeUndefined();
        expect(propagation(STATUS, {}).conditions).toBe(false);
        expect(propagation({}).conditions).toBe(false);
    });
});
describe('the kinds that spread', () => {
    it('come and go with their definitions', () => {
        const kinds = createSpreadKinds();
        const row = propagation();
        kinds.set(row);
        expect(kinds.of(row.resource)).toBe(row);
        expect(kinds.ofKind('example.com', 'Widget')).toBe(row);
        kinds.remove(row.resource);
        expect(kinds.of(row.resource)).toBeUndefined();
        expect(kinds.ofKind('example.com', 'Widget')).toBeUndefined();
        expect(kinds.of({ group: 'apps', resource: 'deployments' })?.kind).toBe('Deployment');
    });
});
//# sourceMappingURL=custom-propagation.spec.js.map