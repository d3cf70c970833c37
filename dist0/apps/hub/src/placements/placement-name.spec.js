import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePlacementName, placementName } from './placement-name.js';
describe('placementName', () => {
    it.each([
        [
            { group: 'apps', resource: 'replicasets', namespace: 'shop', name: 'web' },
            'shop',
            'web:replicasets.apps',
        ],
        [{ group: '', resource: 'configmaps', namespace: 'shop', name: 'a.b' }, 'shop', 'a.b:configmaps'],
        [{ group: '', resource: 'namespaces', namespace: '', name: 'shop' }, 'default', 'shop:namespaces'],
    ])('of %j', (key, namespace, name) => {
        expect(placementName(key)).toEqual({ namespace, name });
    });
    it('leads back to the object, whatever it is called', () => {
        const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
        const group = fc.array(label, { maxLength: 3 }).map((labels) => labels.join('.'));
        // Names of RBAC objects may hold anything but slash and percent.
        const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[/%]/.test(text));
        fc.assert(fc.property(label, group, name, (resource, of, text) => {
            const made = placementName({ group: of, resource, namespace: 'n', name: text });
            expect(parsePlacementName(made.name)).toEqual({ resource: { group: of, resource }, name: text });
        }));
    });
    it.each(['web', ':configmaps', 'web:', ''])('is not %j', (name) => {
        expect(parsePlacementName(name)).toBeUndefined();
    });
});
//# sourceMappingURL=placement-name.spec.js.map