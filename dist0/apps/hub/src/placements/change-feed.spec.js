import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '#libs/process';
import { ChangeFeed } from './change-feed.js';
const START = Date.parse('2026-11-21T08:00:00Z');
let clock;
let feed;
beforeEach(() => {
    clock = new ManualClock(START);
    feed = new ChangeFeed(clock, 42, 4);
});
const expired = expect.objectContaining({ reason: 'Expired' });
describe('ChangeFeed', () => {
    it('tells each key once, at its last change, in order', () => {
        const start = feed.head;
        for (const key of ['a', 'b', 'a', 'c'])
            feed.changed(key);
        expect(feed.since(start, 10).map(({ key, version }) => [key, version - start])).toEqual([
            ['b', 2],
            ['a', 3],
            ['c', 4],
        ]);
        expect(feed.since(start, 2).map(({ key }) => key)).toEqual(['b', 'a']);
        expect(feed.since(feed.head, 10)).toEqual([]);
    });
    it('knows what is new since when', () => {
        const start = feed.head;
        feed.changed('a', true);
        const born = feed.head;
        feed.changed('a');
        expect(feed.since(start, 1)).toEqual([{ key: 'a', version: start + 2, bornAt: born }]);
    });
    it('gives out versions that are plain numbers and grow over restarts', () => {
        const before = feed.format(feed.head);
        expect(before).toMatch(/^[1-9]\d{18}$/);
        expect(feed.parse(before)).toBe(feed.head);
        clock.advance(1_000);
        const later = new ChangeFeed(clock, 7);
        expect(later.format(later.head) > before).toBe(true);
    });
    it.each([
        ['another process', (mine) => new ChangeFeed(clock, 43).format(mine.head)],
        ['the process before', () => String(START - 1) + '000042'],
        ['later than now', (mine) => mine.format(mine.head + 1)],
        ['another resource', () => '1234'],
    ])('sends away a version of %s', (_name, version) => {
        expect(() => feed.parse(version(feed))).toThrow(expired);
    });
    it('sends away who is too far behind, and who may have missed something', () => {
        const start = feed.head;
        for (let i = 0; i < 20; i++)
            feed.changed(`k${i}`);
        expect(() => feed.since(start, 10)).toThrow(expired);
        const late = feed.head;
        feed.reset();
        expect(() => feed.since(late, 10)).toThrow(expired);
        expect(feed.since(feed.head, 10)).toEqual([]);
    });
    it('never leaves out a change, however it is packed, and holds no more than it may', () => {
        const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
        fc.assert(fc.property(fc.array(keys, { maxLength: 60 }), fc.nat(60), (changes, at) => {
            const mine = new ChangeFeed(clock, 1, 4);
            let position = mine.head;
            changes.forEach((key, index) => {
                if (index === at)
                    position = mine.head;
                mine.changed(key);
            });
            const wanted = new Set(at < changes.length ? changes.slice(at) : changes);
            let told;
            try {
                told = mine.since(position, 100).map(({ key }) => key);
            }
            catch {
                // Only because more was to be told than it holds.
                expect(new Set(changes).size).toBeGreaterThan(4);
                return;
            }
            expect(new Set(told)).toEqual(wanted);
            expect(told).toHaveLength(wanted.size);
        }));
    });
    it('wakes who waits', () => {
        let rung = 0;
        const end = feed.subscribe(() => (rung += 1));
        feed.changed('a');
        feed.reset();
        end();
        feed.changed('b');
        expect(rung).toBe(2);
    });
});
//# sourceMappingURL=change-feed.spec.js.map