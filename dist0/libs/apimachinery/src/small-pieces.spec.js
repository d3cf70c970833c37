import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import { findCondition, isConditionTrue, removeCondition, setCondition, } from './conditions.js';
import { deepEqual } from './deep-equal.js';
import { humanAge, humanDuration } from './duration.js';
import { getPath, parsePath, withPath } from './paths.js';
const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
describe('humanDuration', () => {
    it.each([
        [-5 * S, '<invalid>'],
        [-S, '0s'],
        [0, '0s'],
        [119 * S, '119s'],
        [2 * M, '2m'],
        [3 * M + 15 * S, '3m15s'],
        [10 * M + 15 * S, '10m'],
        [179 * M, '179m'],
        [3 * H + 5 * M, '3h5m'],
        [8 * H + 5 * M, '8h'],
        [47 * H, '47h'],
        [2 * D, '2d'],
        [5 * D + 3 * H, '5d3h'],
        [8 * D + 3 * H, '8d'],
        [2 * 365 * D, '2y'],
        [2 * 365 * D + 41 * D, '2y41d'],
        [8 * 365 * D + 41 * D, '8y'],
    ])('%d ms is %s', (ms, expected) => {
        expect(humanDuration(ms)).toBe(expected);
    });
    it('gives ages of timestamps', () => {
        expect(humanAge('2026-11-21T04:00:00Z', Date.parse('2026-11-21T04:03:15Z'))).toBe('3m15s');
        expect(humanAge(undefined, 0)).toBe('<unknown>');
        expect(humanAge('soon', 0)).toBe('<invalid>');
    });
});
describe('conditions', () => {
    const now = Date.parse('2026-11-21T04:00:00Z');
    const ready = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
    it('move the transition time only with the status', () => {
        const told = setCondition([ready], { type: 'Ready', status: 'True', message: 'fine' }, now);
        expect(told).toEqual([{ ...ready, message: 'fine' }]);
        const lost = setCondition([ready], { type: 'Ready', status: 'False' }, now);
        expect(lost).toEqual([{ type: 'Ready', status: 'False', lastTransitionTime: '2026-11-21T04:00:00Z' }]);
    });
    it('come back as they were when nothing changes', () => {
        const conditions = [ready];
        expect(setCondition(conditions, { type: 'Ready', status: 'True' }, now)).toBe(conditions);
        expect(removeCondition(conditions, 'Other')).toBe(conditions);
    });
    it('are found and removed by type', () => {
        const both = setCondition([ready], { type: 'Offline', status: 'Unknown' }, now);
        expect(both).toHaveLength(2);
        expect(isConditionTrue(both, 'Ready')).toBe(true);
        expect(isConditionTrue(both, 'Offline')).toBe(false);
        expect(findCondition(removeCondition(both, 'Ready'), 'Ready')).toBeUndefined();
    });
});
describe('paths', () => {
    it.each([
        ['.spec.replicas', ['spec', 'replicas']],
        ['spec.replicas', ['spec', 'replicas']],
        ["metadata.labels['a.b/c'].x", ['metadata', 'labels', 'a.b/c', 'x']],
        ['.a\\.b.c', ['a.b', 'c']],
        ['', []],
    ])('%j', (path, steps) => {
        expect(parsePath(path)).toEqual(steps);
    });
    it.each(['a[0]', 'a..b', 'a[', "a['x'"])('refuses %j', (path) => {
        expect(() => parsePath(path)).toThrow(expect.objectContaining({ reason: 'BadRequest' }));
    });
    it('reads, sets and removes without touching the input', () => {
        const object = { spec: { replicas: 1, rest: { a: 1 } } };
        const changed = withPath(object, '.spec.replicas', 3);
        expect(getPath(changed, '.spec.replicas')).toBe(3);
        expect(changed.spec.rest).toBe(object.spec.rest);
        expect(object.spec.replicas).toBe(1);
        expect(withPath(object, '.status.replicas', 2)).toMatchObject({ status: { replicas: 2 } });
        expect(withPath(object, '.spec.replicas', undefined)).toEqual({ spec: { rest: { a: 1 } } });
        expect(withPath(object, '.status.replicas', undefined)).toEqual(object);
        expect(getPath(object, '.spec.constructor.name')).toBeUndefined();
        expect(() => withPath(object, '.spec.replicas.x', 1)).toThrow(expect.objectContaining({ code: 400 }));
    });
    it('cannot reach a prototype', () => {
        const polluted = withPath({}, '.__proto__.evil', 1);
        expect({}['evil']).toBeUndefined();
        expect(JSON.stringify(polluted)).toBe('{"__proto__":{"evil":1}}');
    });
});
describe('canonicalJson and deepEqual', () => {
    it('agree on what is the same', () => {
        fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
            const copy = JSON.parse(canonicalJson(a));
            expect(deepEqual(copy, JSON.parse(JSON.stringify(a)))).toBe(true);
            expect(canonicalJson(a) === canonicalJson(b)).toBe(deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))));
        }));
    });
    it('sort keys and drop undefined', () => {
        expect(canonicalJson({ b: [1, undefined], a: { d: 1, c: undefined } })).toBe('{"a":{"d":1},"b":[1,null]}');
        expect(deepEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
        expect(deepEqual({ a: 1 }, { a: 1, b: undefined })).toBe(true);
        expect(deepEqual({ toString: 1 }, {})).toBe(false);
        expect(deepEqual([1, 2], [2, 1])).toBe(false);
        expect(deepEqual({}, [])).toBe(false);
    });
});
//# sourceMappingURL=small-pieces.spec.js.map