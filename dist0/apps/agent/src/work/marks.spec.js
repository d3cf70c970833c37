import { describe, expect, it } from '@jest/globals';
import { ANNOTATION_GENERATION, ANNOTATION_MANIFEST_HASH, LABEL_MANAGED_BY } from '#libs/kinds';
import {} from '#libs/protocol';
import { GENERATION, MANAGED_BY, MANIFEST_HASH, mark, unmarkPatch } from './marks.js';
const work = { hubUid: 'hub', generation: 7, manifestHash: 'h' };
describe('marks', () => {
    it('are those that the hub knows', () => {
        expect([MANAGED_BY, GENERATION, MANIFEST_HASH]).toEqual([
            LABEL_MANAGED_BY,
            ANNOTATION_GENERATION,
            ANNOTATION_MANIFEST_HASH,
        ]);
    });
    it("stand beside the manifest's own, and leave out what is the server's", () => {
        const manifest = {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: {
                name: 'a',
                namespace: 'd',
                uid: 'of the hub',
                resourceVersion: '5',
                managedFields: [],
                labels: { app: 'x', [MANAGED_BY]: 'someone' },
                annotations: { note: 'y' },
                finalizers: ['f'],
            },
            data: { a: '1' },
            status: { x: 1 },
        };
        expect(mark(manifest, work, 'of the member')).toEqual({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: {
                name: 'a',
                namespace: 'd',
                uid: 'of the member',
                labels: { app: 'x', [MANAGED_BY]: 'hub' },
                annotations: { note: 'y', [GENERATION]: '7', [MANIFEST_HASH]: 'h' },
                finalizers: ['f'],
            },
            data: { a: '1' },
        });
    });
    it('come off without trace', () => {
        expect(JSON.stringify(unmarkPatch('u'))).toContain(`"${MANAGED_BY}":null`);
    });
});
//# sourceMappingURL=marks.spec.js.map