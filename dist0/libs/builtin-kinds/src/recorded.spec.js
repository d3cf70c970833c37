import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseApiVersion, parseGroupResource, } from '#libs/apimachinery';
import { builtinResource, builtinResources } from './index.js';
const recorded = JSON.parse(readFileSync(new URL('../data/recorded.json', import.meta.url), 'utf8'));
function rowOf(resource) {
    return builtinResource(parseGroupResource(resource));
}
function withoutNulls(value) {
    return JSON.parse(JSON.stringify(value, (_key, inner) => inner ?? undefined));
}
/** Brings an object into the storage version of its row. */
function stored(object) {
    const { group, version } = parseApiVersion(object.apiVersion);
    const row = builtinResources.find(({ kind, versions }) => kind === object.kind && versions.some((v) => v.group === group));
    const served = row.versions.find((v) => v.group === group && v.version === version);
    const copy = withoutNulls(object);
    served.toStorage?.(copy);
    return { row, object: copy };
}
/** What a cluster gives out, the hub and this library do not. */
const ALLOCATED = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'];
function withoutAllocated(object) {
    const { metadata: _metadata, spec, ...rest } = withoutNulls(object);
    const kept = Object.entries(spec ?? {}).filter(([key]) => !ALLOCATED.includes(key));
    return { ...rest, spec: Object.fromEntries(kept) };
}
describe('defaults against recorded creations', () => {
    it.each(recorded.creates.map((create) => [`${create.from} ${create.request.kind}`, create]))('%s', (_name, { request, response }) => {
        const { row, object } = stored(request);
        row.applyDefaults(object);
        row.prepare?.(object, undefined);
        expect(row.validate(object, undefined)).toEqual([]);
        const expected = stored(response).object;
        expect(withoutAllocated(object)).toEqual(withoutAllocated(expected));
    });
    it('change nothing the second time', () => {
        for (const { response } of recorded.creates) {
            const { row, object } = stored(response);
            row.applyDefaults(object);
            const once = structuredClone(object);
            row.applyDefaults(object);
            expect(object).toEqual(once);
        }
    });
});
describe('tables against recorded ones', () => {
    it.each(Object.entries(recorded.columns))('columns of %s', (resource, columns) => {
        const ours = rowOf(resource).columns;
        expect(ours.map(({ name, type, format, priority }) => ({ name, type, format, priority }))).toEqual(columns);
    });
    it.each(recorded.rows.map((row, index) => [`${row.resource} ${index}`, row]))('%s', (_name, row) => {
        const columns = rowOf(row.resource).columns;
        const ages = ['Age', 'Last Seen', 'First Seen'];
        const { object } = row;
        columns.forEach((column, index) => {
            if (!ages.includes(column.name)) {
                expect([column.name, column.value(object, Date.parse('2026-11-21T05:00:00Z'))]).toEqual([
                    column.name,
                    row.cells[index],
                ]);
            }
        });
    });
});
//# sourceMappingURL=recorded.spec.js.map