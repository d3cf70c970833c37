import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {} from '#libs/apimachinery';
import { ManualClock } from '#libs/process';
import { ChangeFeed } from './change-feed.js';
import { ShownPlacements } from './shown-placements.js';
function placement(state, asOf = '') {
    return {
        apiVersion: 'v1alpha1',
        kind: 'Placement',
        metadata: { name: 'x' },
        status: { clusters: [{ name: 'a', state, asOf }] },
    };
}
describe('ShownPlacements', () => {
    it('tells again only what differs', () => {
        const shown = new ShownPlacements();
        const look = (state, readAt, position) => shown.isNews('k', state === undefined ? undefined : placement(state), { readAt, position });
        expect(look('Pending', 10, 9)).toBe(true);
        expect(look('Pending', 12, 11)).toBe(false);
        // Who was further behind has not seen it.
        expect(look('Pending', 13, 10)).toBe(true);
        expect(look('Applied', 14, 13)).toBe(true);
        expect(look(undefined, 16, 15)).toBe(true);
        expect(look(undefined, 18, 17)).toBe(false);
    });
    it('does not tell that a cluster repeats itself', () => {
        const shown = new ShownPlacements();
        shown.isNews('k', placement('Applied', '08:00'), { readAt: 1, position: 0 });
        expect(shown.isNews('k', placement('Applied', '09:00'), { readAt: 5, position: 4 })).toBe(false);
    });
    it('forgets the oldest, and then tells again', () => {
        const shown = new ShownPlacements(2);
        for (const key of ['a', 'b', 'c'])
            shown.isNews(key, placement('Applied'), { readAt: 1, position: 0 });
        expect(shown.isNews('a', placement('Applied'), { readAt: 5, position: 4 })).toBe(true);
        expect(shown.isNews('c', placement('Applied'), { readAt: 5, position: 4 })).toBe(false);
    });
    it('leaves no watcher with an old state, however reads and changes interleave', () => {
        // One placement and two clients, each of which lists or follows; a read takes a moment, and the feed hears of a
        // change a moment after it is stored.
        const client = fc.integer({ min: 0, max: 1 });
        const kinds = ['list', 'look', 'finish', 'fetch', 'follow'];
        const step = fc.oneof({
            weight: 2,
            arbitrary: fc.record({ kind: fc.constant('store'), state: fc.constantFrom('x', 'y') }),
        }, { weight: 1, arbitrary: fc.record({ kind: fc.constant('tell') }) }, { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom(...kinds), client }) });
        fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
            const feed = new ChangeFeed(new ManualClock(1_000), 1);
            const shown = new ShownPlacements();
            const clients = [new Client(feed, shown), new Client(feed, shown)];
            let stored = 'x';
            for (const one of steps) {
                if (one.kind === 'store')
                    stored = one.state;
                else if (one.kind === 'tell')
                    feed.changed('k');
                else
                    clients[one.client].do(one.kind, stored);
            }
            feed.changed('k');
            for (const each of clients) {
                if (each.position === undefined)
                    continue;
                each.do('finish', stored);
                each.do('follow', stored);
                expect(each.state).toBe(stored);
            }
        }), { numRuns: 5_000, seed: 20_261_121 });
    });
});
/** What PlacementLister and PlacementWatches do, step by step. */
class Client {
    feed;
    shown;
    state;
    position;
    reading;
    constructor(feed, shown) {
        this.feed = feed;
        this.shown = shown;
    }
    /** `fetch` and `follow` are a list and a look without anything between. */
    do(kind, stored) {
        if (kind === 'list' || kind === 'fetch')
            this.begin('list', stored);
        if (kind === 'look' || kind === 'follow')
            this.begin('look', stored);
        if (kind !== 'list' && kind !== 'look')
            this.finish();
    }
    begin(kind, stored) {
        if (this.reading)
            return;
        const readAt = this.feed.head;
        if (kind === 'list') {
            this.reading = { kind, state: stored, readAt, to: readAt };
            return;
        }
        if (this.position === undefined)
            return;
        const [change] = this.feed.since(this.position, 1);
        if (change)
            this.reading = { kind, state: stored, readAt, to: change.version };
    }
    finish() {
        const { reading } = this;
        this.reading = undefined;
        if (!reading)
            return;
        const { kind, state, readAt, to } = reading;
        const position = kind === 'list' ? readAt : (this.position ?? 0);
        const isNews = this.shown.isNews('k', placement(state), { readAt, position });
        if (kind === 'list' || isNews)
            this.state = state;
        this.position = to;
    }
}
//# sourceMappingURL=shown-placements.spec.js.map