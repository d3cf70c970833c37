import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moveStep, surgeOf } from './move-step.js';
import { propertyRuns } from './property-runs.fixture.js';
/** `name given->target ready` for each cluster; a lost one is `name given`. */
function step(wanted, clusters, more = {}) {
    return Object.fromEntries(moveStep(inputOf(wanted, clusters, more)).next);
}
function inputOf(wanted, clusters, more = {}) {
    const parsed = clusters.split(', ').map((text) => {
        const [, cluster = '', given, target, ready] = /^(\w+) (\d+)->(\d+) (\d+)$/.exec(text) ?? [];
        return { cluster, given: Number(given), target: Number(target), ready: Number(ready) };
    });
    return { wanted, surge: surgeOf(wanted), growth: 0, clusters: parsed, lost: [], ...more };
}
describe('moveStep', () => {
    it.each([
        ['what is new is given at once', 9, 'a 0->5 0, b 0->4 0', { a: 5, b: 4 }, { growth: 9 }],
        ['nothing to do', 4, 'a 2->2 2, b 2->2 0', { a: 2, b: 2 }],
        ['a move begins with the replacement', 4, 'a 4->3 4, b 0->1 0', { a: 4, b: 1 }],
        ['... waits for it', 4, 'a 4->3 4, b 1->1 0', { a: 4, b: 1 }],
        ['... and ends when it is ready', 4, 'a 4->3 4, b 1->1 1', { a: 3, b: 1 }],
        ['a quarter at a time', 8, 'a 8->0 8, b 0->8 0', { a: 8, b: 2 }],
        ['what is not ready moves at once', 8, 'a 8->0 0, b 0->8 0', { a: 0, b: 8 }],
        ['a scale-down is done at once', 4, 'a 5->2 5, b 5->2 5', { a: 2, b: 2 }],
        ['... also before anything is ready', 4, 'a 5->2 0, b 5->2 0', { a: 2, b: 2 }],
        ['... but leaves what is ready while others are not', 4, 'a 2->2 0, b 5->2 5', { a: 2, b: 3 }],
        [
            'what was lost is given elsewhere, and kept until that is ready',
            6,
            'a 2->3 2, b 2->3 2',
            { a: 3, b: 3, c: 2 },
            { lost: [{ cluster: 'c', given: 2 }] },
        ],
        [
            'one of two is ready: one is kept',
            6,
            'a 3->3 3, b 3->3 2',
            { a: 3, b: 3, c: 1 },
            { lost: [{ cluster: 'c', given: 2 }] },
        ],
        [
            'nobody takes what was lost: it is all kept',
            6,
            'a 2->2 2',
            { a: 2, b: 2, c: 2 },
            {
                lost: [
                    { cluster: 'c', given: 2 },
                    { cluster: 'b', given: 2 },
                ],
            },
        ],
        [
            'what is not granted does not move, and nothing goes meanwhile',
            4,
            'a 4->3 4, b 0->1 0',
            { a: 4, b: 0 },
            { granted: new Map() },
        ],
        [
            'what is new needs no grant',
            6,
            'a 4->3 4, b 0->3 0',
            { a: 4, b: 2 },
            { growth: 2, granted: new Map() },
        ],
        [
            'a returned cluster runs what was replaced meanwhile: the replacements that are not ready go first',
            6,
            'a 3->2 2, b 3->2 2, c 2->2 2',
            { a: 2, b: 2, c: 2 },
        ],
        ['twice what is wanted is cut down to the surge', 4, 'a 4->4 0, b 4->0 4', { a: 4, b: 1 }],
    ])('%s', (...[, wanted, clusters, expected, more]) => {
        expect(step(wanted, clusters, more)).toEqual(expected);
    });
    it('says what it would move, whatever is granted', () => {
        const input = inputOf(8, 'a 8->2 8, b 0->4 0, c 0->2 0');
        expect([...moveStep(input).asked]).toEqual([['b', 2]]);
        expect([...moveStep({ ...input, granted: new Map([['b', 1]]) }).asked]).toEqual([['b', 2]]);
    });
});
const count = fc.integer({ min: 0, max: 30 });
const world = fc
    .record({
    clusters: fc.array(fc.record({ given: count, target: count, ready: count }), { maxLength: 8 }),
    lost: fc.array(count, { maxLength: 3 }),
    growth: count,
    isGranted: fc.boolean(),
    extra: count,
})
    .map(({ clusters, lost, growth, isGranted, extra }) => {
    const targets = clusters.reduce((sum, { target }) => sum + target, 0);
    // Targets never add up to more than is wanted.
    const wanted = targets + (extra > 20 ? extra : 0);
    return {
        wanted,
        surge: surgeOf(wanted),
        growth,
        clusters: clusters.map((one, at) => ({ cluster: `c${at}`, ...one })),
        lost: lost.map((given, at) => ({ cluster: `l${at}`, given })),
        ...(isGranted ? {} : { granted: new Map() }),
    };
});
/** Without expect(), which takes longer than a step. */
function atMost(value, bound) {
    if (!(value <= bound))
        throw new Error(`${value} is more than ${bound}`);
}
const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
describe('any step', () => {
    it('keeps its bounds', () => {
        fc.assert(fc.property(world, (input) => {
            const { next } = moveStep(input);
            const at = (name) => next.get(name) ?? NaN;
            const given = total(input.clusters.map(({ cluster }) => at(cluster)));
            atMost(given, input.wanted + input.surge);
            for (const { cluster, given: before, target } of input.clusters) {
                // Towards the target, never past it.
                atMost(Math.min(before, target), at(cluster));
                atMost(at(cluster), Math.max(before, target));
            }
            for (const { cluster, given: before } of input.lost)
                atMost(at(cluster), before);
        }), { numRuns: propertyRuns() });
    });
    it('takes nothing ready that is needed, unless more was given than may be', () => {
        fc.assert(fc.property(world, (input) => {
            const { next } = moveStep(input);
            const ready = (counts) => total(input.clusters.map((one) => Math.min(one.ready, counts(one))));
            const before = ready(({ given }) => given);
            const given = total(input.clusters.map((one) => one.given));
            fc.pre(given <= input.wanted + input.surge);
            const targets = total(input.clusters.map(({ target }) => target));
            const after = ready(({ given: had, cluster }) => Math.min(had, next.get(cluster) ?? 0));
            atMost(Math.min(before, targets), after);
            const kept = total(input.lost.map(({ cluster }) => next.get(cluster) ?? 0));
            const had = total(input.lost.map((one) => one.given));
            const needed = Math.min(had, Math.max(0, input.wanted - after));
            atMost(kept, needed);
            atMost(needed, kept);
        }), { numRuns: propertyRuns() });
    });
    it('ends at the targets, in steps that get there', () => {
        fc.assert(fc.property(world, (input) => {
            const { granted: _granted, ...free } = input;
            let { clusters, lost } = free;
            for (let i = 0; i < 100; i++) {
                const { next } = moveStep({ ...free, growth: 0, clusters, lost });
                clusters = clusters.map((one) => {
                    const given = next.get(one.cluster) ?? 0;
                    return { ...one, given, ready: given };
                });
                lost = lost.map((one) => ({ ...one, given: next.get(one.cluster) ?? 0 }));
            }
            for (const { given, target } of clusters)
                if (given !== target)
                    throw new Error('not there yet');
        }), { numRuns: 200 });
    });
});
//# sourceMappingURL=move-step.spec.js.map