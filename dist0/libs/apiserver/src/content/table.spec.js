import { describe, expect, it } from '@jest/globals';
import { isReason } from '#libs/apimachinery';
import { formatAge, formatDuration } from './age.js';
import { partialMetadataList } from './partial-metadata.js';
import { recorded } from './recorded.fixture.js';
import { parseIncludeObject, renderTable } from './table.js';
const now = Date.parse(recorded.tableDate);
const web = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
        name: 'web',
        namespace: 'demo',
        resourceVersion: '7',
        creationTimestamp: '2026-11-21T04:20:42Z',
    },
    spec: { replicas: 2 },
};
const DESIRED = {
    name: 'Desired',
    type: 'integer',
    format: '',
    description: '',
    priority: 0,
    value: (object) => object['spec'].replicas,
};
const OPTIONS = { now, includeObject: 'Metadata', version: 'v1' };
describe('renderTable', () => {
    it('has the parts of a recorded table', () => {
        const name = {
            ...DESIRED,
            name: 'Name',
            type: 'string',
            format: 'name',
            value: (o) => o.metadata.name ?? '',
        };
        const table = renderTable({ columns: [name, DESIRED] }, [web], {
            ...OPTIONS,
            listMeta: { resourceVersion: '9' },
        });
        expect(table.columnDefinitions).toEqual(recorded.table.columnDefinitions.slice(0, 2));
        expect(table).toMatchObject({
            kind: 'Table',
            apiVersion: 'meta.k8s.io/v1',
            metadata: { resourceVersion: '9' },
        });
        expect(table.rows[0]?.cells).toEqual(recorded.table.rows[1]?.cells.slice(0, 2));
        expect(table.rows[0]?.object).toEqual({
            kind: 'PartialObjectMetadata',
            apiVersion: 'meta.k8s.io/v1',
            metadata: web.metadata,
        });
    });
    it('gives kinds without columns a name and an age', () => {
        const table = renderTable({ columns: [] }, [web], OPTIONS);
        expect(table.columnDefinitions.map((column) => column.name)).toEqual(['Name', 'Age']);
        expect(table.rows[0]?.cells).toEqual(['web', recorded.table.rows[1]?.cells[4]]);
        expect(table.metadata).toEqual({ resourceVersion: '7' });
    });
    it('shows the object as asked', () => {
        const rows = (includeObject) => renderTable({ columns: [DESIRED] }, [web], {
            ...OPTIONS,
            includeObject,
            present: (object) => ({ ...object, apiVersion: 'extensions/v1beta1' }),
            withoutColumns: true,
        });
        expect(rows('None')).toMatchObject({ columnDefinitions: [], rows: [{ object: null }] });
        expect(rows('Object')).toMatchObject({
            rows: [{ object: { ...web, apiVersion: 'extensions/v1beta1' } }],
        });
    });
    it('reads includeObject', () => {
        expect([null, '', 'None', 'Object'].map(parseIncludeObject)).toEqual([
            'Metadata',
            'Metadata',
            'None',
            'Object',
        ]);
        let refused;
        try {
            parseIncludeObject('Everything');
        }
        catch (error) {
            refused = error;
        }
        expect(isReason(refused, 'BadRequest')).toBe(true);
    });
});
it('lists metadata alone', () => {
    expect(partialMetadataList([web], { resourceVersion: '9', remainingItemCount: 3 }, 'v1')).toEqual({
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { resourceVersion: '9', remainingItemCount: 3 },
        items: [{ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: web.metadata }],
    });
});
describe('ages', () => {
    const [S, M, H, D] = [1000, 60_000, 3_600_000, 86_400_000];
    it.each([
        [-5 * S, '<invalid>'],
        [-1 * S, '0s'],
        [119 * S, '119s'],
        [2 * M, '2m'],
        [3 * M + 15 * S, '3m15s'],
        [10 * M + 59 * S, '10m'],
        [3 * H, '3h'],
        [3 * H + 7 * M, '3h7m'],
        [47 * H, '47h'],
        [6 * D + 3 * H, '6d3h'],
        [8 * D + 3 * H, '8d'],
        [729 * D, '729d'],
        [731 * D, '2y1d'],
        [9 * 365 * D + 5 * D, '9y'],
    ])('%d ms is %s', (ms, text) => {
        expect(formatDuration(ms)).toBe(text);
    });
    it('says so when there is no time', () => {
        expect([formatAge(undefined, now), formatAge('nonsense', now)]).toEqual(['<unknown>', '<unknown>']);
    });
});
//# sourceMappingURL=table.spec.js.map