import { describe, expect, it } from '@jest/globals';
import { addToDigest, EMPTY_DIGEST, subjectHash, } from '#libs/protocol';
import {} from '#libs/store';
import { compareInventory, differences } from './compare.js';
const kindOf = () => ({ apiVersion: 'v1', kind: 'ConfigMap' });
const hashOf = (name) => subjectHash({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name });
const setOf = (...values) => values.reduce(addToDigest, EMPTY_DIGEST);
describe('differences', () => {
    const theirs = {
        group: '',
        kind: 'ConfigMap',
        work: setOf(1, 2),
        epochs: 6,
        reports: setOf(7, 8),
        orphans: 0,
    };
    const ours = { resource: 'configmaps', work: setOf(2, 1), reports: setOf(8, 7) };
    const found = (kinds, rows) => differences({ kinds }, 3, new Map(rows.map((row) => ['/ConfigMap', row]))).map(({ group, kind }) => `${group}/${kind}`);
    it.each([
        ['the same', [theirs], [ours], false],
        ['nothing on both sides', [], [], false],
        ['nothing here', [], [ours], true],
        ['nothing there', [theirs], [], true],
        ['one more', [{ ...theirs, work: setOf(1, 2, 3), epochs: 9 }], [ours], true],
        ['another generation of equal sum', [{ ...theirs, work: setOf(0, 3) }], [ours], true],
        ['an older epoch', [{ ...theirs, epochs: 5 }], [ours], true],
        ['another report', [{ ...theirs, reports: setOf(7, 9) }], [ours], true],
        ['an orphan', [{ ...theirs, orphans: 1 }], [ours], true],
        [
            'an orphan and nothing else',
            [{ ...theirs, work: setOf(), epochs: 0, reports: setOf(), orphans: 1 }],
            [],
            true,
        ],
    ])('given %s', (...[, kinds, rows, differs]) => {
        expect(found(kinds, rows)).toEqual(differs ? ['/ConfigMap'] : []);
    });
});
describe('compareInventory', () => {
    const row = (more = {}) => ({
        key: 'configmaps/default/a',
        generation: 5,
        publishedMs: 60_000,
        sequence: 9,
        ...more,
    });
    const compare = (entries, rows, more = {}) => compareInventory({ after: '', upTo: '', entries, ...more }, 2, rows, kindOf);
    const a = hashOf('a');
    const nothing = { republish: [], again: [], onTheirWay: 0, ahead: 0, unknown: [] };
    const key = row().key;
    it.each([
        ['the same', [[a, 2, 5, 9, 'wanted']], row(), {}],
        ['no report yet on either side', [[a, 2, 5, 0, 'wanted']], row({ sequence: undefined }), {}],
        ['a report that the hub lacks', [[a, 2, 5, 9, 'wanted']], row({ sequence: undefined }), { again: [a] }],
        ['a newer report', [[a, 2, 5, 10, 'wanted']], row(), { again: [a] }],
        ['an end that the hub did not hear of', [[a, 2, 5, 9, 'finished']], row(), { again: [a] }],
        ['nothing', [], row(), { republish: [key] }],
        ['an older generation', [[a, 2, 4, 9, 'wanted']], row(), { republish: [key] }],
        ['an older epoch', [[a, 1, 9, 9, 'wanted']], row(), { republish: [key] }],
        ['only the object itself', [[a, 2, 5, 0, 'orphan']], row(), { republish: [key] }],
        ['a newer generation', [[a, 2, 6, 9, 'wanted']], row(), { ahead: 1 }],
        ['a newer epoch', [[a, 3, 1, 9, 'wanted']], row(), { ahead: 1 }],
        ['nothing of what waits', [], row({ publishedMs: undefined }), { onTheirWay: 1 }],
        ['nothing of what has just gone out', [], row({ publishedMs: 500 }), { onTheirWay: 1 }],
    ])('given %s', (...[, entries, stored, expected]) => {
        expect(compare(entries, [stored])).toEqual({ ...nothing, ...expected });
    });
    it('names what no row speaks of, but not what is finished', () => {
        const stray = [a, 2, 5, 9, 'wanted'];
        expect(compare([stray, [hashOf('b'), 2, 6, 9, 'finished']], [])).toEqual({
            ...nothing,
            unknown: [stray],
        });
    });
    it('looks at the rows of its page only', () => {
        const names = ['a', 'b', 'c', 'd'].sort((one, other) => (hashOf(one) < hashOf(other) ? -1 : 1));
        const rows = names.map((name) => row({ key: `configmaps/default/${name}` }));
        const [first = '', second = ''] = names.map(hashOf);
        expect(compare([], rows, { upTo: first }).republish).toEqual([rows[0]?.key]);
        expect(compare([], rows, { after: first, upTo: second }).republish).toEqual([rows[1]?.key]);
        expect(compare([], rows, { after: second }).republish).toEqual(rows.slice(2).map((one) => one.key));
    });
});
//# sourceMappingURL=compare.spec.js.map