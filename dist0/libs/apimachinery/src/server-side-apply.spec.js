import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFieldSet, memberPaths } from './field-set.js';
import { configMap, deployment, widget } from './fixtures/schemas.js';
import {} from './object.js';
import { applyPatch, trackUpdate } from './server-side-apply.js';
import { compareObjects, isUnchanged } from './structured-compare.js';
const NOON = Date.parse('2026-11-21T12:00:00Z');
const LATER = NOON + 60_000;
function deepFreeze(value) {
    if (typeof value === 'object' && value !== null)
        Object.values(value).forEach(deepFreeze);
    return Object.freeze(value);
}
function widgetOf(spec, metadata = {}) {
    return deepFreeze({
        apiVersion: 'x.io/v1',
        kind: 'Widget',
        metadata: { name: 'w', namespace: 'd', ...metadata },
        spec,
    });
}
function apply(live, applied, more) {
    const { object } = applyPatch({
        live,
        applied,
        schema: widget,
        force: false,
        apiVersion: 'x.io/v1',
        now: NOON,
        ...more,
    });
    return deepFreeze(object);
}
function update(old, updated, more = {}) {
    return deepFreeze(trackUpdate({ old, updated, schema: widget, manager: 'u', apiVersion: 'x.io/v1', now: LATER, ...more }));
}
function owned(object, manager) {
    return (object.metadata.managedFields ?? [])
        .filter((entry) => entry.manager === manager)
        .flatMap((entry) => (isFieldSet(entry.fieldsV1) ? memberPaths(entry.fieldsV1) : ['malformed']));
}
describe('applyPatch', () => {
    it('creates, and owns what was said', () => {
        const object = apply(undefined, widgetOf({ size: 1, tags: ['x'], parts: [{ id: 'a', count: 1 }] }), {
            manager: 'a',
        });
        expect(object.metadata.managedFields).toEqual([
            {
                manager: 'a',
                operation: 'Apply',
                apiVersion: 'x.io/v1',
                time: '2026-11-21T12:00:00Z',
                fieldsType: 'FieldsV1',
                fieldsV1: {
                    'f:spec': {
                        'f:parts': { 'k:{"id":"a"}': { '.': {}, 'f:count': {}, 'f:id': {} } },
                        'f:size': {},
                        'f:tags': { 'v:"x"': {} },
                    },
                },
            },
        ]);
    });
    it('gives the very same object back when nothing changes, whenever it comes', () => {
        const config = widgetOf({ size: 1, tags: ['x'], order: ['p', 'q'], free: { deep: [1] } });
        const live = apply(undefined, config, { manager: 'a' });
        expect(apply(live, config, { manager: 'a', now: LATER })).toBe(live);
    });
    it('takes away what its manager gave up, and only that', () => {
        let live = apply(undefined, widgetOf({ size: 1, tags: ['x', 'y'], free: { a: 1, b: 2 } }), {
            manager: 'a',
        });
        live = apply(live, widgetOf({ tags: ['y', 'z'], parts: [{ id: 'p' }] }), { manager: 'b' });
        live = apply(live, widgetOf({ tags: ['x'] }), { manager: 'a', now: LATER });
        expect(live['spec']).toEqual({ tags: ['x', 'y', 'z'], parts: [{ id: 'p' }] });
        live = apply(live, widgetOf({}), { manager: 'b' });
        expect(live['spec']).toEqual({ tags: ['x'] });
    });
    it('takes list items away with all that nobody else owns in them', () => {
        let live = apply(undefined, widgetOf({ parts: [{ id: 'p', count: 1 }, { id: 'q' }] }), { manager: 'a' });
        live = apply(live, widgetOf({ parts: [{ id: 'q', count: 5 }] }), { manager: 'b' });
        live = apply(live, widgetOf({}), { manager: 'a' });
        expect(live['spec']).toEqual({ parts: [{ id: 'q', count: 5 }] });
        expect(owned(live, 'a')).toEqual(['.spec']);
    });
    it('shares a field that two managers set to the same value', () => {
        let live = apply(undefined, widgetOf({ size: 3 }), { manager: 'a' });
        live = apply(live, widgetOf({ size: 3 }), { manager: 'b' });
        expect([owned(live, 'a'), owned(live, 'b')]).toEqual([['.spec.size'], ['.spec.size']]);
        live = apply(live, widgetOf({}), { manager: 'a' });
        expect(live['spec']).toEqual({ size: 3 });
    });
    it('conflicts with every owner of what would change, by name of the field', () => {
        const one = { parts: [{ id: 'p', count: 1 }], size: 1, tags: ['x'] };
        let live = apply(undefined, widgetOf(one), { manager: 'a' });
        live = update(live, { ...live, spec: { ...one, free: 1 } });
        const other = widgetOf({ parts: [{ id: 'p', count: 2 }], size: 2, free: 2, tags: ['x'] });
        expect(() => apply(live, other, { manager: 'b' })).toThrow(expect.objectContaining({
            reason: 'Conflict',
            message: 'Apply failed with 3 conflicts: conflicts with "a":\n- .spec.parts[id="p"].count\n- .spec.size\n' +
                'conflicts with "u" using x.io/v1:\n- .spec.free',
        }));
        const forced = apply(live, other, { manager: 'b', force: true });
        expect(owned(forced, 'a')).toEqual(['.spec.parts[id="p"]', '.spec.parts[id="p"].id', '.spec.tags[="x"]']);
        expect(owned(forced, 'u')).toEqual([]);
        expect(forced['spec']).toEqual({ parts: [{ id: 'p', count: 2 }], size: 2, free: 2, tags: ['x'] });
    });
    it('takes the fields of an untracked object as owned by somebody', () => {
        const live = widgetOf({ size: 1 }, { uid: 'u1', labels: { a: '1' } });
        expect(() => apply(live, widgetOf({ size: 2 }), { manager: 'a' })).toThrow(/before-first-apply.*\.spec\.size/);
        const object = apply(live, widgetOf({ size: 1 }), { manager: 'a' });
        expect(owned(object, 'before-first-apply')).toEqual([
            '.metadata.labels',
            '.metadata.labels.a',
            '.spec',
            '.spec.size',
        ]);
    });
    it('keeps its hands off what the server and other endpoints write', () => {
        const live = apply(undefined, widgetOf({ size: 1 }), { manager: 'a' });
        const stored = deepFreeze({
            ...live,
            metadata: { ...live.metadata, uid: 'u1', generation: 3, creationTimestamp: '2026-01-01T00:00:00Z' },
            status: { phase: 'Up' },
        });
        const config = {
            ...widgetOf({ size: 1 }, { creationTimestamp: null, generation: 9 }),
            status: { phase: 'Down' },
        };
        expect(apply(stored, config, { manager: 'a', now: LATER, ignored: { 'f:status': {} } })).toBe(stored);
    });
    it('writes status under its own entry', () => {
        const live = apply(undefined, widgetOf({ size: 1 }), { manager: 'a' });
        const config = deepFreeze({
            apiVersion: 'x.io/v1',
            kind: 'Widget',
            metadata: { name: 'w' },
            status: { phase: 'Up' },
        });
        const object = apply(live, config, { manager: 'a', subresource: 'status', ignored: { 'f:spec': {} } });
        expect(object['status']).toEqual({ phase: 'Up' });
        expect(object.metadata.managedFields?.map((entry) => [entry.subresource, entry.manager])).toEqual([
            [undefined, 'a'],
            ['status', 'a'],
        ]);
        expect(object['spec']).toEqual({ size: 1 });
    });
    it.each([
        ['a list item without its key', { parts: [{ count: 1 }] }, {}],
        ['two items with one key', { parts: [{ id: 'p' }, { id: 'p' }] }, {}],
        ['a value twice in a set', { tags: ['x', 'x'] }, {}],
        ['managedFields', {}, { managedFields: [] }],
    ])('refuses %s', (_name, spec, metadata) => {
        expect(() => apply(undefined, widgetOf(spec, metadata), { manager: 'a' })).toThrow(expect.objectContaining({ reason: 'BadRequest' }));
    });
    it('knows defaults of list keys and the amount of quantities', () => {
        const withContainer = (container) => deepFreeze({
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'd' },
            spec: { template: { spec: { containers: [{ name: 'c', ...container }] } } },
        });
        const config = withContainer({ ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1000m' } } });
        const stored = apply(undefined, config, { manager: 'a', schema: deployment });
        const defaulted = deepFreeze({
            ...withContainer({
                ports: [{ containerPort: 80, protocol: 'TCP' }],
                resources: { limits: { cpu: '1' } },
            }),
            metadata: stored.metadata,
        });
        expect(apply(defaulted, config, { manager: 'a', schema: deployment, now: LATER })).toBe(defaulted);
    });
    it.each([
        [
            ['a', 'b', 'c'],
            ['c', 'x', 'a'],
            ['b', 'c', 'x', 'a'],
        ],
        [
            ['a', 'b'],
            ['b', 'a'],
            ['b', 'a'],
        ],
        [
            ['a', 'b'],
            ['x', 'b'],
            ['a', 'x', 'b'],
        ],
        [['a'], ['x'], ['a', 'x']],
    ])('merges the order of %j and %j', (before, applied, expected) => {
        const live = apply(undefined, widgetOf({ tags: before }), { manager: 'a' });
        const object = apply(live, widgetOf({ tags: applied }), { manager: 'b' });
        expect(object['spec']).toEqual({ tags: expected });
    });
});
describe('trackUpdate', () => {
    it('moves what changed to the writer, and leaves times alone when nothing does', () => {
        const live = apply(undefined, widgetOf({ size: 1, tags: ['x'] }), { manager: 'a' });
        const changed = update(live, { ...live, spec: { size: 2, tags: ['x'] } });
        expect([owned(changed, 'a'), owned(changed, 'u')]).toEqual([['.spec.tags[="x"]'], ['.spec.size']]);
        const again = update(changed, { ...changed }, { now: LATER + 60_000 });
        expect(again.metadata.managedFields).toEqual(changed.metadata.managedFields);
    });
    it('drops what is removed from every owner', () => {
        const live = apply(undefined, widgetOf({ size: 1, tags: ['x'] }), { manager: 'a' });
        expect(owned(update(live, { ...live, spec: { size: 1 } }), 'a')).toEqual(['.spec.size']);
    });
    it('keeps stored entries for a client that sends none, takes its own, and clears on request', () => {
        const live = apply(undefined, widgetOf({ size: 1 }), { manager: 'a' });
        const none = { ...live, metadata: { name: 'w', namespace: 'd' } };
        expect(owned(update(live, none), 'a')).toEqual(['.spec.size']);
        const given = {
            manager: 'z',
            operation: 'Update',
            apiVersion: 'x.io/v1',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:spec': { 'f:size': {} } },
        };
        const taken = update(live, { ...none, metadata: { ...none.metadata, managedFields: [given] } });
        expect(taken.metadata.managedFields).toEqual([given]);
        const bad = { ...given, fieldsV1: { spec: 1 } };
        expect(owned(update(live, { ...none, metadata: { ...none.metadata, managedFields: [bad] } }), 'a')).toEqual(['.spec.size']);
        const cleared = update(live, {
            ...none,
            spec: { size: 5 },
            metadata: { ...none.metadata, managedFields: [{}] },
        });
        expect(cleared.metadata.managedFields).toBeUndefined();
        expect(update(cleared, { ...cleared, spec: { size: 6 } }).metadata.managedFields).toBeUndefined();
    });
    it('folds the oldest writers together', () => {
        let live = apply(undefined, widgetOf({ size: 0 }), { manager: 'a' });
        for (let n = 0; n < 14; n++) {
            const spec = { ...live['spec'], [`free${n}`]: n };
            live = update(live, { ...live, spec }, { manager: `u${n}`, now: LATER + n * 1000 });
        }
        const managers = live.metadata.managedFields.map((entry) => entry.manager);
        expect(managers).toHaveLength(11);
        expect(managers.slice(0, 2)).toEqual(['a', 'ancient-changes']);
        expect(owned(live, 'ancient-changes')).toEqual([
            '.spec.free0',
            '.spec.free1',
            '.spec.free2',
            '.spec.free3',
            '.spec.free4',
        ]);
    });
    it('counts a malformed keyed list as one value', () => {
        const live = update(undefined, widgetOf({ parts: [{ id: 'p' }, { id: 'p' }] }));
        expect(owned(live, 'u')).toEqual(['.spec', '.spec.parts']);
    });
});
describe('any sequence of writes', () => {
    const item = fc.record({
        id: fc.constantFrom('p', 'q', 'r'),
        count: fc.option(fc.nat(2), { nil: undefined }),
    });
    const spec = fc
        .record({
        size: fc.nat(2),
        tags: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
        parts: fc.uniqueArray(item, { selector: (one) => one.id, maxLength: 3 }),
        order: fc.array(fc.nat(1), { maxLength: 2 }),
        free: fc.dictionary(fc.constantFrom('k', 'l', '__proto__'), fc.nat(1)),
    }, { requiredKeys: [] })
        .map((value) => JSON.parse(JSON.stringify(value)));
    const write = fc.record({
        manager: fc.constantFrom('a', 'b', 'c'),
        spec,
        operation: fc.constantFrom('apply', 'update'),
    });
    const run = (live, { manager, spec: wanted, operation, }, now) => operation === 'apply'
        ? apply(live, widgetOf(wanted), { manager, force: true, now })
        : update(live, { ...widgetOf(wanted) }, { manager, now });
    it('keeps sound sets, applied values, and owners of what is there', () => {
        fc.assert(fc.property(fc.array(write, { minLength: 1, maxLength: 8 }), (writes) => {
            let live;
            for (const [index, one] of writes.entries())
                live = run(live, one, NOON + index * 1000);
            const last = writes.at(-1);
            for (const entry of live.metadata.managedFields ?? [])
                expect(isFieldSet(entry.fieldsV1)).toBe(true);
            if (last.operation !== 'apply')
                return;
            const again = apply(live, widgetOf(last.spec), { manager: last.manager, now: LATER });
            expect(again).toBe(live);
            const { changed } = compareObjects(live, widgetOf({ ...live['spec'], ...last.spec }), widget);
            expect(memberPaths(changed).filter((path) => path.startsWith('.spec'))).toEqual([]);
        }), { numRuns: 300 });
    });
    it('a manager that applies nothing leaves nothing that only it owned', () => {
        fc.assert(fc.property(spec, spec, (first, second) => {
            const base = apply(undefined, widgetOf(first), { manager: 'a' });
            const both = apply(base, widgetOf(second), { manager: 'b', force: true });
            const without = apply(both, widgetOf({}), { manager: 'b', force: true });
            for (const path of owned(without, 'b'))
                expect(path).toBe('.spec');
            const mine = new Set(owned(both, 'a'));
            const { changed } = compareObjects(widgetOf({}), without, widget);
            const left = memberPaths(changed).filter((path) => /\.(size|order)$/.test(path));
            for (const path of left)
                expect(mine).toContain(path);
        }));
    });
    it('comparing tells when two objects are the same', () => {
        fc.assert(fc.property(spec, spec, (first, second) => {
            expect(isUnchanged(compareObjects(widgetOf(first), widgetOf(structuredClone(first)), widget))).toBe(true);
            const there = compareObjects(widgetOf(first), widgetOf(second), widget);
            const back = compareObjects(widgetOf(second), widgetOf(first), widget);
            expect(memberPaths(there.removed).length === 0 || !isUnchanged(back)).toBe(true);
        }));
    });
});
describe('ConfigMaps with awkward keys', () => {
    it('own them like any other', () => {
        const data = JSON.parse('{"__proto__":"1","constructor":"2","a.b":"3"}');
        const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data };
        const live = apply(undefined, config, { manager: 'a', schema: configMap });
        expect(owned(live, 'a')).toEqual(['.data.__proto__', '.data.a.b', '.data.constructor']);
        const less = { ...config, data: { 'a.b': '3' } };
        expect(JSON.stringify(apply(live, less, { manager: 'a', schema: configMap })['data'])).toBe('{"a.b":"3"}');
    });
});
//# sourceMappingURL=server-side-apply.spec.js.map