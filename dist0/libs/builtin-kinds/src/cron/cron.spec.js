import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCronSchedule } from './cron-schedule.js';
import { isTimeZone, lastCronTime, nextCronTime } from './cron-times.js';
function next(schedule, after, zone) {
    const time = nextCronTime(parseCronSchedule(schedule), Date.parse(after), zone);
    return time === undefined ? undefined : new Date(time).toISOString().slice(0, 19);
}
describe('parseCronSchedule', () => {
    it.each([
        ['1 2 3', 'expected exactly 5 fields, found 3'],
        ['', 'expected exactly 5 fields, found 0'],
        ['60 * * * *', 'end of range (60) above maximum (59): 60'],
        ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
        ['5-1 * * * *', 'beginning of range (5) beyond end of range (1)'],
        ['*/0 * * * *', 'step of range should be a positive number'],
        ['1-2-3 * * * *', 'too many hyphens'],
        ['1/2/3 * * * *', 'too many slashes'],
        ['x * * * *', 'failed to parse number: x'],
        [', * * * *', 'empty field'],
        ['* * * * 7', 'end of range (7) above maximum (6)'],
        ['@never', 'unrecognized descriptor: @never'],
        ['@every soon', 'failed to parse duration: soon'],
    ])('refuses %s', (text, why) => {
        expect(() => parseCronSchedule(text)).toThrow(why);
    });
});
describe('nextCronTime', () => {
    it.each([
        ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00'],
        ['*/15 * * * *', '2026-01-01T00:50:00Z', '2026-01-01T01:00:00'],
        ['5/20 * * * *', '2026-01-01T00:05:00Z', '2026-01-01T00:25:00'],
        ['0 9-17/4 * * mon-fri', '2026-01-02T17:00:00Z', '2026-01-05T09:00:00'],
        ['30 4 1,15 * 5', '2026-01-03T00:00:00Z', '2026-01-09T04:30:00'],
        ['30 4 */2 * 5', '2026-01-03T00:00:00Z', '2026-01-03T04:30:00'],
        ['30 4 * * 5', '2026-01-03T00:00:00Z', '2026-01-09T04:30:00'],
        ['0 0 29 FEB *', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00'],
        ['0 0 31 2 *', '2026-01-01T00:00:00Z', undefined],
        ['@monthly', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00'],
        ['@every 90m', '2026-01-01T00:00:00Z', '2026-01-01T01:30:00'],
        ['0 8 * * *', '2026-01-01T00:00:00Z', '2026-01-01T07:00:00', 'Europe/Berlin'],
        ['0 8 * * *', '2026-07-01T00:00:00Z', '2026-07-01T06:00:00', 'Europe/Berlin'],
        ['30 18 * * *', '2026-07-01T14:00:00Z', '2026-07-02T13:00:00', 'Asia/Kolkata'],
    ])('%s after %s', (...[schedule, after, expected, zone]) => {
        expect(next(schedule, after, zone)).toBe(expected);
    });
    it('is after, and nothing that is due lies between', () => {
        const field = (max) => fc.integer({ min: 0, max }).map(String);
        const schedules = fc.tuple(fc.oneof(field(59), fc.constant('*/7')), fc.oneof(field(23), fc.constant('*')));
        const from = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
        fc.assert(fc.property(schedules, from, ([minute, hour], after) => {
            const schedule = parseCronSchedule(`${minute} ${hour} * * *`);
            const time = nextCronTime(schedule, after);
            expect(time).toBeGreaterThan(after);
            expect(nextCronTime(schedule, time - 1)).toBe(time);
            expect(lastCronTime(schedule, after, time)).toBe(time);
            expect(lastCronTime(schedule, after, time - 1)).toBeUndefined();
        }), { numRuns: 50 });
    });
    it('finds the last of very many at once', () => {
        const schedule = parseCronSchedule('* * * * *');
        expect(lastCronTime(schedule, 0, Date.parse('2026-01-01T00:00:30Z'))).toBe(Date.parse('2026-01-01T00:00:00Z'));
        const every = parseCronSchedule('@every 10s');
        expect(lastCronTime(every, 0, 1_767_225_635_000)).toBe(1_767_225_630_000);
    });
    it('knows zones by name', () => {
        expect([isTimeZone('Europe/Berlin'), isTimeZone('Mars/Olympus')]).toEqual([true, false]);
    });
});
//# sourceMappingURL=cron.spec.js.map