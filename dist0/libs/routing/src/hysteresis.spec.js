import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_MASS_WITHDRAW_RULES, DEFAULT_PROBE_RULES, DEFAULT_PUBLISH_RULES, DEFAULT_ROUND_TRIP_RULES, estimateRoundTripMs, guardMassWithdraw, heldSignal, newProbeState, observeProbe, observeRoundTrip, probeVerdict, publishReason, } from './index.js';
/** What time does to routing: probes, publishing, silence, round trips. */
const LETTERS = { o: 'ok', f: 'fail', z: 'empty', '-': 'none' };
/** Phases entered, with the second; one observation a second. */
function phases(letters) {
    const entered = [];
    let state = newProbeState(0);
    for (const [second, letter] of letters.split('').entries()) {
        const next = observeProbe(state, LETTERS[letter], second * 1_000);
        if (next.phase !== state.phase || next.sinceMs !== state.sinceMs)
            entered.push(`${second} ${next.phase}${next.holdMs > 0 ? ` ${next.holdMs / 1_000}` : ''}`);
        state = next;
    }
    return entered;
}
describe('observeProbe', () => {
    it.each([
        ['single misses never flap', 'of'.repeat(30), []],
        [
            'down after two, back after hold and slow start',
            `ff${'o'.repeat(58)}`,
            ['1 UNHEALTHY 10', '11 RECOVERING', '41 HEALTHY'],
        ],
        [
            'the hold alone is not enough: three in a row',
            `${'f'.repeat(20)}oofooo`,
            ['1 UNHEALTHY 10', '25 RECOVERING'],
        ],
        [
            'one miss while recovering is forgiven',
            `ff${'o'.repeat(10)}f${'o'.repeat(30)}`,
            ['1 UNHEALTHY 10', '11 RECOVERING', '41 HEALTHY'],
        ],
        [
            'a second fall is held twice as long',
            `ff${'o'.repeat(10)}ff${'o'.repeat(52)}`,
            ['1 UNHEALTHY 10', '11 RECOVERING', '13 UNHEALTHY 20', '33 RECOVERING', '63 HEALTHY'],
        ],
        ['nothing ready is out at once', `oz${'o'.repeat(12)}`, ['1 UNHEALTHY 10', '11 RECOVERING']],
        ['hearing nothing changes nothing', 'f---f---', ['4 UNHEALTHY 10']],
        [
            'but slow start goes on',
            `ff${'o'.repeat(10)}${'-'.repeat(30)}`,
            ['1 UNHEALTHY 10', '11 RECOVERING', '41 HEALTHY'],
        ],
    ])('%s', (_name, letters, entered) => {
        expect(phases(letters)).toEqual(entered);
    });
    it('doubles the hold up to its bound, and forgets falls of long ago', () => {
        let state = newProbeState(0);
        const holds = [];
        let now = 0;
        for (let fall = 0; fall < 8; fall += 1) {
            state = observeProbe(state, 'empty', now);
            holds.push(state.holdMs / 1_000);
            // Out of the hold by one long look, so that the falls lie close together.
            state = { ...state, phase: 'RECOVERING' };
            now += 1_000;
        }
        expect(holds).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
        expect(observeProbe(state, 'empty', now + DEFAULT_PROBE_RULES.flapWindowMs).holdMs).toBe(10_000);
    });
    it('says what routing needs', () => {
        const fresh = newProbeState(0);
        expect(probeVerdict(fresh, 0)).toEqual({ probe: 'unknown', scaler: 1 });
        expect(probeVerdict(observeProbe(fresh, 'ok', 0), 0)).toEqual({ probe: 'ok', scaler: 1 });
        const out = observeProbe(fresh, 'empty', 0);
        expect(probeVerdict(out, 0)).toEqual({ probe: 'fail', scaler: 0 });
        const back = [10_000, 10_001, 10_002].reduce((state, at) => observeProbe(state, 'ok', at), out);
        expect(probeVerdict(back, 10_002)).toEqual({ probe: 'ok', scaler: 0.1 });
        expect(probeVerdict(back, 25_002).scaler).toBeCloseTo(0.55, 9);
        expect(probeVerdict(back, 90_000).scaler).toBe(1);
    });
    it('I11: falls at most once in each hold, whatever the probes say', () => {
        const letters = fc.array(fc.constantFrom('ok', 'fail', 'empty', 'none'), {
            maxLength: 400,
        });
        fc.assert(fc.property(letters, (observations) => {
            let state = newProbeState(0);
            const falls = [];
            for (const [second, observation] of observations.entries()) {
                const next = observeProbe(state, observation, second * 1_000);
                if (next.phase === 'UNHEALTHY' && state.phase !== 'UNHEALTHY')
                    falls.push({ at: next.sinceMs, holdMs: next.holdMs });
                if (next.phase === 'RECOVERING' && state.phase !== 'RECOVERING')
                    expect(next.sinceMs - falls.at(-1).at).toBeGreaterThanOrEqual(falls.at(-1).holdMs);
                expect(next.fellAtMs.length).toBeLessThan(40);
                state = next;
            }
        }), { numRuns: 1_000 });
    });
});
function content(share, more = {}) {
    return {
        revision: '1',
        usable: new Set(['eu1', 'us1']),
        shares: new Map([
            [
                'eu',
                new Map([
                    ['eu1', share],
                    ['us1', 1 - share],
                ]),
            ],
        ]),
        ...more,
    };
}
describe('publishReason', () => {
    const last = { ...content(0.6), atMs: 0 };
    it.each([
        ['First', undefined, content(0.6), 0],
        [undefined, last, content(0.6), 60_000],
        [undefined, last, content(0.619), 60_000],
        ['SharesMoved', last, content(0.621), 60_000],
        [undefined, last, content(0.9), 999],
        ['SharesMoved', last, content(0.9), 1_000],
        ['UsableSetChanged', last, content(0.6, { usable: new Set(['us1']) }), 1],
        ['UsableSetChanged', last, content(0.6, { usable: new Set(['us1', 'ap1']) }), 1],
        ['Revised', last, content(0.6, { revision: '2' }), 1],
        ['SharesMoved', last, content(0.6, { shares: new Map() }), 2_000],
        [
            'SharesMoved',
            last,
            content(0.6, { shares: new Map([...last.shares, ['us', new Map([['us1', 1]])]]) }),
            2_000,
        ],
    ])('%s', (reason, before, next, nowMs) => {
        expect(publishReason(before, next, nowMs)).toBe(reason);
    });
    it('publishes once for a share that swings by less than the deadband for a minute', () => {
        let published;
        let count = 0;
        for (let second = 0; second < 60; second += 1) {
            const next = content(second % 2 === 0 ? 0.591 : 0.609);
            if (publishReason(published, next, second * 1_000) === undefined)
                continue;
            published = { ...next, atMs: second * 1_000 };
            count += 1;
        }
        expect(count).toBe(1);
    });
    it('I11: never publishes for noise within the deadband', () => {
        const noise = fc.array(fc.double({ min: -0.0099, max: 0.0099, noNaN: true }), { maxLength: 50 });
        fc.assert(fc.property(noise, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (offsets, share) => {
            const first = { ...content(share), atMs: 0 };
            for (const [at, offset] of offsets.entries())
                expect(publishReason(first, content(share + offset), at * DEFAULT_PUBLISH_RULES.minIntervalMs)).toBeUndefined();
        }), { numRuns: 1_000 });
    });
});
describe('guardMassWithdraw', () => {
    const calm = { frozenSinceMs: undefined };
    const silences = (...since) => new Map(since.map((one, at) => [`c${at}`, one]));
    const off = undefined;
    it.each([
        ['nobody', silences(off, off, off), false],
        ['half', silences(99_000, 99_000, off, off), false],
        ['most at once', silences(99_000, 95_000, 90_000, off), true],
        ['most, one after the other', silences(99_000, 80_000, 60_000, off), false],
        ['no clusters', silences(), false],
    ])('%s silent', (_name, given, frozen) => {
        expect(guardMassWithdraw(calm, given, 100_000).frozenSinceMs).toBe(frozen ? 100_000 : undefined);
    });
    it('stays frozen for as long as most are silent', () => {
        const frozen = guardMassWithdraw(calm, silences(1_000, 2_000, off), 3_000);
        expect(guardMassWithdraw(frozen, silences(1_000, 2_000, off), 600_000)).toBe(frozen);
        expect(guardMassWithdraw(frozen, silences(off, 2_000, off), 600_000)).toEqual(calm);
        expect(DEFAULT_MASS_WITHDRAW_RULES.fraction).toBe(0.5);
    });
    it('holds silence to be no news, and nothing else', () => {
        const silent = { signal: 'stale', probe: 'fail' };
        expect(heldSignal({ frozenSinceMs: 1 }, silent)).toEqual({ signal: 'fresh', probe: 'fail' });
        expect(heldSignal(calm, silent)).toBe(silent);
    });
});
describe('round trips', () => {
    /** What the cell says after windows whose smallest samples these are. */
    function after(...minima) {
        let cell;
        return minima.map((ms, window) => {
            const begin = window * DEFAULT_ROUND_TRIP_RULES.windowMs;
            for (const [at, sample] of [ms + 40, ms, ms + 3].entries())
                cell = observeRoundTrip(cell, sample, begin + at);
            return cell.rttMs;
        });
    }
    it('believes the first sample, and the minimum of windows from then on', () => {
        expect(after(20)).toEqual([60]);
        expect(after(20, 20, 20, 20, 20).at(-1)).toBeLessThan(30);
    });
    it('does not move for less than 5 ms or a tenth', () => {
        let cell = observeRoundTrip(undefined, 100, 0);
        for (let window = 1; window < 50; window += 1)
            cell = observeRoundTrip(cell, window % 2 === 0 ? 91 : 109, window * 30_000);
        expect(cell.rttMs).toBe(100);
    });
    it('moves after three windows that agree', () => {
        let cell = observeRoundTrip(undefined, 20, 0);
        const seen = [];
        for (let window = 1; window <= 5; window += 1) {
            cell = observeRoundTrip(cell, 80, window * 30_000);
            seen.push(Math.round(cell.rttMs));
        }
        expect(seen).toEqual([20, 20, 20, 73, 73]);
    });
    it('are guessed from the distance where nothing was measured', () => {
        const london = { latitude: 51.5, longitude: -0.13 };
        const newYork = { latitude: 40.7, longitude: -74 };
        expect(estimateRoundTripMs(london, london)).toBe(5);
        expect(estimateRoundTripMs(london, newYork)).toBeCloseTo(88.6, 0);
        expect(estimateRoundTripMs({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(305.2, 0);
    });
});
//# sourceMappingURL=hysteresis.spec.js.map