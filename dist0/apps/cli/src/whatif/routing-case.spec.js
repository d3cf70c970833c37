import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { runWhatif } from './run-whatif.js';
const SAMPLE = fileURLToPath(new URL('../../../../test/fixtures/cases/routing.sample.json', import.meta.url));
const sample = JSON.parse(readFileSync(SAMPLE, 'utf8'));
async function ask(content) {
    const { stdout, exitCode } = await runWhatif(['routing', '-'], Readable.from([JSON.stringify(content)]));
    return { answers: JSON.parse(stdout), exitCode };
}
/** Every number of `actual` within `tolerance` of the same of `expected`, and nothing more or less there. */
function near(actual, expected, tolerance) {
    const close = (value) => typeof value === 'number'
        ? expect.closeTo(value, -Math.log10(2 * tolerance))
        : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, close(one)]));
    expect(actual).toEqual(close(expected));
}
describe('whatif routing', () => {
    it('answers the sample, cases then sequences', async () => {
        const { stdout, exitCode } = await runWhatif(['routing', SAMPLE], Readable.from([]));
        const answers = JSON.parse(stdout);
        expect(exitCode).toBe(0);
        expect(answers.map(({ id }) => id)).toEqual([...sample.cases, ...sample.sequences.cases].map(({ id }) => id));
        for (const [index, { expected }] of sample.cases.entries()) {
            const { split, shed, weights256, overload, panic } = answers[index];
            near(split, expected.split, sample.tolerance.split);
            near(shed, expected.shed, sample.tolerance.split);
            if (expected.weights256 !== undefined)
                near(weights256, expected.weights256, sample.tolerance.weights256);
            if (expected.overload === undefined)
                expect(overload).toBeUndefined();
            else
                near(overload, expected.overload, sample.tolerance.split);
            expect(panic).toEqual(expected.panic);
        }
        for (const [index, { expected }] of sample.sequences.cases.entries())
            expect(answers[sample.cases.length + index]).toMatchObject({ transitions: expected });
    });
    it('gives weights that add up to 256, of the part that is served', async () => {
        const { answers } = await ask(sample);
        for (const { weights256 } of answers.slice(0, sample.cases.length)) {
            for (const weights of Object.values(weights256))
                expect(Object.values(weights).reduce((sum, one) => sum + one, 0)).toBe(256);
        }
    });
    const eu = { id: 'eu1', region: 'eu', ready: 4, desired: 4, ratePerEndpoint: 10 };
    const us = { ...eu, id: 'us1', region: 'us' };
    const input = { clusters: [eu, us], rtt: { eu: { eu1: 5, us1: 90 } }, demand: { eu: 60 } };
    it.each([
        ['a spill', input, { split: { eu: { eu1: 0.666667, us1: 0.333333 } }, shed: { eu: 0 } }],
        [
            'a fence by region, overloaded to its bound',
            { ...input, allowed: { eu: ['eu'] }, policy: { maxOverload: 1.25 } },
            { split: { eu: { eu1: 0.833333 } }, shed: { eu: 0.166667 }, overload: { eu1: 1.25 } },
        ],
        [
            'a fence by cluster',
            { ...input, allowed: { eu: ['us1'] }, demand: { eu: 1 } },
            { split: { eu: { us1: 1 } } },
        ],
        [
            'a place and a bound on distance',
            {
                ...input,
                demand: { berlin: 60 },
                clientLoc: { berlin: { region: 'eu' } },
                rtt: { berlin: { eu1: 9, us1: 99 } },
                policy: { maxRttMs: 50, maxOverload: 1 },
            },
            { split: { berlin: { eu1: 0.666667 } }, shed: { berlin: 0.333333 } },
        ],
        [
            'a weighted backend that is down, and one that leads nowhere',
            {
                demand: { eu: 10 },
                backends: [
                    { name: 'stable', weight: 70, clusters: [eu] },
                    { name: 'gone', weight: 20 },
                    { name: 'empty', weight: 10, clusters: [{ ...us, ready: 0, desired: 0 }] },
                ],
            },
            { split: { eu: { 'stable@eu1': 0.7 } }, shed: { eu: 0.3 }, weights256: { eu: { 'stable@eu1': 256 } } },
        ],
        [
            'a silence that is forgiven for a time of the policy',
            {
                ...input,
                demand: { eu: 1 },
                clusters: [{ ...eu, signal: 'stale', staleForSec: 20 }, us],
                policy: { staleGraceSec: 10 },
            },
            { split: { eu: { us1: 1 } } },
        ],
        [
            'no bounds, as JSON says it',
            { ...input, demand: { eu: 160 }, policy: { maxOverload: 'inf', maxRttMs: null } },
            { shed: { eu: 0 }, overload: { eu1: 2, us1: 2 } },
        ],
    ])('%s', async (_name, given, expected) => {
        const { answers, exitCode } = await ask([{ id: 'x', input: given }]);
        expect(exitCode).toBe(0);
        expect(answers).toMatchObject([{ id: 'x', ...expected }]);
    });
    it.each([
        ['input.clusters[1].ready', { ...input, clusters: [eu, { ...us, ready: -1 }] }],
        ['input.clusters[0].state', { ...input, clusters: [{ ...eu, state: 'gone' }] }],
        ['input.clusters[0].staleForSec', { ...input, clusters: [{ ...eu, staleForSec: -1 }] }],
        ['input.clusters[1]', { ...input, clusters: [eu, eu] }],
        ['input.clusters', { demand: {} }],
        ['input.demand', { clusters: [] }],
        ['input.demand[eu]', { ...input, demand: { eu: '60' } }],
        ['input.rtt[eu][us1]', { ...input, rtt: { eu: { us1: -1 } } }],
        ['input.rtt[eu][us1]', { ...input, rtt: { eu: { us1: 'far' } } }],
        ['input.policy.maxOverload', { ...input, policy: { maxOverload: 0.5 } }],
        ['input.policy.maxRttMs', { ...input, policy: { maxRttMs: 'far' } }],
        ['input.backends', { ...input, backends: [] }],
        ['input.backends[0].weight', { demand: {}, backends: [{ name: 'a', weight: -1, clusters: [] }] }],
        [
            'input.backends[0].clusters[0].scaler',
            { demand: {}, backends: [{ name: 'a', clusters: [{ ...eu, scaler: 2 }] }] },
        ],
    ])('refuses %s, and the others still run', async (field, wrong) => {
        const { answers, exitCode } = await ask({
            cases: [
                { id: 'wrong', input: wrong },
                { id: 'good', input },
            ],
        });
        expect(exitCode).toBe(1);
        expect(answers).toMatchObject([
            { id: 'wrong', error: { reason: 'Invalid', field, message: expect.any(String) } },
            { id: 'good', shed: { eu: 0 } },
        ]);
    });
    it('names what has no id by its place', async () => {
        const { answers } = await ask({ cases: [7], sequences: { cases: [{ obs: 'o' }] } });
        expect(answers).toMatchObject([
            { id: 'case 0', error: { reason: 'Invalid' } },
            { id: 'sequence 0', error: { reason: 'Invalid', field: 'id' } },
        ]);
    });
    it.each([
        [{ fall: 1 }, 'fo', [[0, 'UNHEALTHY', { holdSec: 10 }]]],
        [{ fall: 0 }, 'o', 'params.fall'],
        [{}, 'ox', 'obs'],
        [
            { probeIntervalSec: 0.5, holdBaseSec: 1, slowStartSec: 1, rise: 1 },
            'ffooooo',
            [
                [0.5, 'UNHEALTHY', { holdSec: 1 }],
                [1.5, 'RECOVERING'],
                [2.5, 'HEALTHY'],
            ],
        ],
    ])('runs a sequence by its parameters: %j %s', async (params, obs, expected) => {
        const { answers } = await ask({ sequences: { params, cases: [{ id: 's', obs }] } });
        const wanted = typeof expected === 'string' ? { error: { field: expected } } : { transitions: expected };
        expect(answers).toMatchObject([{ id: 's', ...wanted }]);
    });
});
//# sourceMappingURL=routing-case.spec.js.map