import { describe, expect, it } from '@jest/globals';
import {} from './classify-cluster.js';
import { FREEZE_MAX_MS, judgeFreeze, NOT_FROZEN } from './freeze.js';
const member = (previous, silentMs) => ({ previous, silentMs });
const silent = member('Ready', 6_000);
const fine = member('Ready', 100);
const judge = (members, before = NOT_FROZEN, now = 0) => judgeFreeze(before, members, now);
describe('judgeFreeze', () => {
    it.each([
        ['most of three', [silent, silent, fine], true],
        ['all of three', [silent, silent, silent], true],
        ['one of three', [silent, fine, fine], false],
        ['half', [silent, silent, silent, fine, fine, fine], false],
        ['both of two: too few to tell', [silent, silent], false],
        ['one alone', [silent], false],
        [
            'a slow collapse: those that are Offline already do not count',
            [member('Offline', 99_000), member('Offline', 99_000), silent, fine, fine, fine],
            false,
        ],
        ['most of those that are left of it', [member('Offline', 99_000), silent, silent, fine], true],
        ['one that never spoke is not silent', [member('Pending', 99_000), silent, silent], false],
        ['NotReady ones are heard', [member('NotReady', 100), member('NotReady', 100), silent], false],
    ])('%s', (_name, members, frozen) => {
        expect(judge(members).frozen).toBe(frozen);
    });
    it('ends when most are heard again, and says so once', () => {
        const frozen = judge([silent, silent, silent]);
        const ended = judge([fine, fine, silent], frozen, 1_000);
        expect(ended).toMatchObject({ frozen: false, recovered: true, since: undefined });
        expect(judge([fine, fine, silent], ended, 2_000).recovered).toBe(false);
    });
    it('believes after a while that most are gone, as long as one is heard', () => {
        const most = judge([silent, silent, fine]);
        expect(judge([silent, silent, fine], most, FREEZE_MAX_MS - 1)).toMatchObject({ frozen: true, since: 0 });
        const believed = judge([silent, silent, fine], most, FREEZE_MAX_MS);
        expect(believed).toMatchObject({ frozen: false, recovered: false, since: 0 });
        // Until they are Offline, and count no more.
        expect(judge([silent, silent, fine], believed, FREEZE_MAX_MS + 1_000).frozen).toBe(false);
        const all = judge([silent, silent, silent]);
        expect(judge([silent, silent, silent], all, 10 * FREEZE_MAX_MS).frozen).toBe(true);
    });
    it('counts for metrics', () => {
        expect(judge([silent, silent, fine, member('Offline', 1)])).toMatchObject({ heard: 3, silent: 2 });
    });
});
//# sourceMappingURL=freeze.spec.js.map