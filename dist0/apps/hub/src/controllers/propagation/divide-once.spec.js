import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {} from '#libs/apimachinery';
import { propagationOf } from '#libs/kinds';
import {} from '#libs/store';
import {} from './cluster-view.js';
import {} from './decision.js';
import { placeObject } from './place-object.js';
import { away, NOW, objectOf, row, says, view, views } from './propagation.fixture.js';
import { holdings } from './targets.js';
const JOBS = { group: 'batch', resource: 'jobs' };
const LONG = 86_400_000;
function job(spec, annotations = {}) {
    return objectOf('Job', { annotations }, { spec });
}
function place(object, clusters, work = [], reports = []) {
    const held = holdings(work, reports);
    return placeObject({ key: 'k', object, propagation: propagationOf(JOBS), clusters, held, now: NOW });
}
/** `parallelism/completions` of each cluster. */
function parts(placed) {
    return Object.fromEntries(placed.map(({ cluster, patch }) => {
        const { parallelism, completions } = patch?.['spec'];
        return [cluster, `${parallelism}/${completions ?? '-'}`];
    }));
}
function has(cluster, parallelism, completions) {
    return row(cluster, {
        patch: { spec: { parallelism, ...(completions === undefined ? {} : { completions }) } },
    });
}
function finished(cluster, type = 'Complete') {
    return says(cluster, { status: { conditions: [{ type, status: 'True' }] } });
}
describe('a Job', () => {
    it.each([
        ['has both numbers divided', { parallelism: 2, completions: 7 }, { a: '1/4', b: '1/3' }],
        ['goes to no more clusters than run at once', { parallelism: 1, completions: 7 }, { a: '1/7' }],
        ['goes to no more clusters than there are completions', { parallelism: 7, completions: 1 }, { a: '7/1' }],
        ['keeps pods beyond completions', { parallelism: 7, completions: 2 }, { a: '4/1', b: '3/1' }],
        ['that takes from a queue has only its pods divided', { parallelism: 5 }, { a: '3/-', b: '2/-' }],
        ['with indexes stays whole', { parallelism: 3, completions: 9, completionMode: 'Indexed' }, { a: '3/9' }],
        ['that is paused from the start waits', { parallelism: 0, completions: 3 }, {}],
    ])('%s', (_name, spec, expected) => {
        const decision = place(job(spec), views('a', 'b'));
        expect(parts(decision.placed)).toEqual(expected);
        expect(decision).toMatchObject({ unplaced: 0, notices: [] });
    });
    it.each([
        [
            'gives nothing to clusters that join later',
            { parallelism: 2, completions: 6 },
            views('a', 'b', 'c'),
            [has('a', 1, 3), has('b', 1, 3)],
            [],
            { a: '1/3', b: '1/3' },
        ],
        [
            'divides anew how many run at once, and never the completions',
            { parallelism: 6, completions: 6 },
            views('a', 'b'),
            [has('a', 1, 2), has('b', 1, 4)],
            [],
            { a: '3/2', b: '3/4' },
        ],
        [
            'that is paused runs nowhere',
            { parallelism: 0, completions: 6 },
            views('a', 'b'),
            [has('a', 1, 2), has('b', 1, 4)],
            [],
            { a: '0/2', b: '0/4' },
        ],
        [
            'says nothing new to a cluster that has finished',
            { parallelism: 6, completions: 6 },
            views('a', 'b'),
            [has('a', 1, 2), has('b', 1, 4)],
            [finished('a')],
            { a: '1/2', b: '6/4' },
        ],
        [
            'gives what a lost cluster had to one that has nothing yet',
            { parallelism: 2, completions: 6 },
            [view('a'), away('b', LONG), view('c')],
            [has('a', 1, 3), has('b', 1, 3)],
            [],
            { a: '1/3', c: '1/3' },
        ],
        [
            'waits for a lost cluster while nobody can take over',
            { parallelism: 2, completions: 6 },
            [view('a'), away('b', LONG)],
            [has('a', 1, 3), has('b', 1, 3)],
            [],
            { a: '2/3', b: '1/3' },
        ],
        [
            'is not run again for a lost cluster that had finished',
            { parallelism: 2, completions: 6 },
            [view('a'), away('b', LONG), view('c')],
            [has('a', 1, 3), has('b', 1, 3)],
            [finished('b', 'Failed')],
            { a: '2/3', b: '1/3' },
        ],
        [
            'with indexes moves as a whole',
            { parallelism: 2, completions: 6, completionMode: 'Indexed' },
            [view('a'), away('b', LONG)],
            [has('b', 2, 6)],
            [],
            { a: '2/6' },
        ],
    ])('%s', (...[, spec, clusters, work, reports, expected]) => {
        expect(parts(place(job(spec), clusters, work, reports).placed)).toEqual(expected);
    });
    it('follows its preferences', () => {
        const preferences = JSON.stringify({ clusters: { a: { weight: 1 }, b: { weight: 2 } } });
        const annotations = { 'federation.kubernetes.io/job-preferences': preferences };
        const decision = place(job({ parallelism: 3, completions: 6 }, annotations), views('a', 'b', 'c'));
        expect(parts(decision.placed)).toEqual({ a: '1/2', b: '2/4' });
    });
    it('says when nobody may take it', () => {
        const decision = place(job({ parallelism: 2, completions: 6 }), []);
        expect(decision).toMatchObject({ placed: [], unplaced: 6, notices: [{ reason: 'CompletionsUnplaced' }] });
    });
    it('has each completion in one cluster, whatever comes and goes', () => {
        const names = ['a', 'b', 'c', 'd'];
        const step = fc.record({ here: fc.subarray(names), parallelism: fc.integer({ min: 1, max: 9 }) });
        fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.array(step, { maxLength: 6 }), (completions, steps) => {
            let rows = [];
            const given = new Map();
            for (const { here, parallelism } of steps) {
                const clusters = names.map((name) => (here.includes(name) ? view(name) : away(name, LONG)));
                const { placed } = place(job({ parallelism, completions }), clusters, rows);
                rows = placed.map(({ cluster, patch }) => row(cluster, { patch: patch }));
                const now = placed.map(({ cluster, patch }) => [
                    cluster,
                    patch['spec'].completions,
                ]);
                for (const [cluster, count] of now) {
                    expect(count).toBeGreaterThan(0);
                    expect(given.get(cluster) ?? count).toBe(count);
                }
                given.clear();
                for (const [cluster, count] of now)
                    given.set(cluster, count);
                const sum = now.reduce((total, [, count]) => total + count, 0);
                expect(sum).toBe(placed.length === 0 ? 0 : completions);
            }
        }));
    });
});
//# sourceMappingURL=divide-once.spec.js.map