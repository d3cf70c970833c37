import { describe, expect, it } from '@jest/globals';
import { countRepair, repairDelayMs } from './fights.js';
const limits = { fightLimit: 3, fightWindowMs: 60_000 };
const NONE = { since: 0, count: 0 };
function repairs(...times) {
    return times.reduce((counted, at) => countRepair(counted, at, limits), NONE);
}
describe('repairs of one object', () => {
    it.each([
        ['the first ones are made at once', repairs(100_000, 100_100), 100_200, 0],
        ['beyond the limit the window must end first', repairs(100_000, 100_100, 100_200), 100_300, 59_700],
        ['then one is made', repairs(100_000, 100_100, 100_200), 160_000, 0],
        ['and only one, while the fight goes on', repairs(100_000, 100_100, 100_200, 160_000), 160_100, 59_900],
        ['after a calm window all is forgiven', repairs(100_000, 100_100, 100_200, 230_000), 230_100, 0],
    ])('%s', (_name, counted, now, delay) => {
        expect(repairDelayMs(counted, now, limits)).toBe(delay);
    });
});
//# sourceMappingURL=fights.spec.js.map