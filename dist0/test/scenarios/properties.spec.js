import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { surgeOf } from '#libs/placement';
import { REPLICASETS, replicaSet } from '../../apps/hub/src/controllers/propagation/propagation.fixture.js';
import { standingOf } from '../../apps/hub/src/controllers/propagation/standing.js';
import {} from './member.js';
import { TICK_MS, World } from './world.js';
/** Clusters go and come back, are cordoned and drained, objects are scaled: what must hold after every plan, whatever the order. */
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
const RUNS = { numRuns: 150 };
const CLUSTER_ACTIONS = ['cut', 'back', 'reboot', 'apiDown', 'cordon', 'drain', 'activate'];
const cluster = fc.constantFrom(...NAMES);
const actions = fc.array(fc.oneof(fc.record({ kind: fc.constantFrom(...CLUSTER_ACTIONS), cluster }), fc.record({ kind: fc.constant('scale'), replicas: fc.integer({ min: 0, max: 40 }) }), fc.record({ kind: fc.constant('wait'), ticks: fc.integer({ min: 1, max: 60 }) })), { maxLength: 14 });
function act(world, action) {
    if (action.kind === 'scale')
        world.scale(action.replicas);
    else if (action.kind === 'wait')
        world.run(action.ticks * TICK_MS);
    else
        ACTIONS[action.kind](world.member(action.cluster), world.now);
}
const ACTIONS = {
    cut: (member, now) => member.cut(now),
    back: (member, now) => {
        if (member.isCut)
            member.back(now);
    },
    reboot: (member) => member.reboot(),
    apiDown: (member, now) => member.apiDown(now),
    cordon: (member) => (member.state = 'cordoned'),
    drain: (member) => (member.state = 'draining'),
    activate: (member) => (member.state = 'active'),
};
const total = (counts) => [...counts].reduce((sum, count) => sum + count, 0);
/** What is given to clusters that count. */
function live({ after, views }, now) {
    const lost = new Set(views.filter((view) => standingOf(view, now).role === 'lost').map(({ name }) => name));
    return new Map([...after].filter(([name]) => !lost.has(name)));
}
/** Without expect(), which takes longer than a plan. */
function atMost(what, value, bound) {
    if (value > bound)
        throw new Error(`${what}: ${value} is more than ${bound}`);
}
/** What must hold after every plan. */
function check(planned, now, isUnlimited) {
    const { wanted, views, before, ready } = planned;
    const counts = live(planned, now);
    const given = total(counts.values());
    atMost('given', given, wanted + surgeOf(wanted));
    const takes = views.some((view) => standingOf(view, now).role === 'takes');
    if (takes && isUnlimited)
        atMost('wanted', wanted, given);
    // Nothing ready goes while it is needed, unless more was given out than may be.
    const kept = total([...counts].map(([name, count]) => Math.min(count, ready.get(name) ?? 0)));
    const had = total([...counts.keys()].map((name) => ready.get(name) ?? 0));
    const held = total([...counts.keys()].map((name) => before.get(name) ?? 0));
    if (held <= wanted + surgeOf(wanted))
        atMost('ready and needed', Math.min(wanted, had), kept);
    for (const view of views) {
        const { role } = standingOf(view, now);
        if (role === 'takes')
            continue;
        atMost(`given to ${view.name}`, planned.after.get(view.name) ?? 0, before.get(view.name) ?? 0);
    }
}
function worldOf(replicas, annotations, movesPerTick) {
    const world = new World({
        object: replicaSet(replicas, annotations),
        resource: REPLICASETS,
        clusters: NAMES,
        ...(movesPerTick === undefined ? {} : { movesPerTick }),
    }, (planned) => check(planned, world.now, movesPerTick === undefined));
    return world;
}
function restore(world) {
    for (const member of world.members.values()) {
        if (member.isCut)
            member.back(world.now);
        member.state = 'active';
    }
}
const FORMS = [
    ['even', {}],
    ['weighted', { [PREFERENCES]: JSON.stringify({ clusters: { '*': { weight: 1 }, a: { weight: 3 } } }) }],
    [
        'rebalanced',
        { [PREFERENCES]: JSON.stringify({ rebalance: true, clusters: { '*': { weight: 1 }, b: { weight: 2 } } }) },
    ],
];
describe.each(FORMS)('%s: clusters go and return in any order', (_form, annotations) => {
    it('and what is given stays between what is wanted and the surge, and nothing ready is taken before its time', () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), actions, (replicas, sequence) => {
            const world = worldOf(replicas, annotations);
            world.settle();
            for (const action of sequence) {
                act(world, action);
                world.tick();
            }
            restore(world);
            world.settle();
            expect(total(world.given().values())).toBe(world.wanted);
            expect(world.tick()).toBe(false);
        }), RUNS);
    });
    it('also when moves are granted one by one', () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), actions, (replicas, sequence) => {
            const world = worldOf(replicas, annotations, 1);
            world.settle();
            for (const action of sequence)
                act(world, action);
            restore(world);
            world.settle();
            expect(total(world.given().values())).toBe(world.wanted);
        }), { numRuns: 50 });
    });
    it('and each gets back what it had', () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.subarray(NAMES), (replicas, victims) => {
            const world = worldOf(replicas, annotations);
            world.settle();
            const before = [...world.given()].filter(([, count]) => count > 0);
            for (const name of victims) {
                world.member(name).cut(world.now);
                world.run(100_000);
            }
            for (const name of victims)
                world.member(name).back(world.now);
            world.settle();
            world.run(60_000);
            world.settle();
            expect([...world.given()].filter(([, count]) => count > 0)).toEqual(before);
        }), { numRuns: 50 });
    });
    it('and a loss moves only what was there', () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), cluster, (replicas, victim) => {
            const world = worldOf(replicas, annotations);
            world.settle();
            const before = world.given();
            world.member(victim).cut(world.now);
            world.run(120_000);
            world.settle();
            if (annotations[PREFERENCES]?.includes('rebalance'))
                return;
            for (const [name, count] of before)
                if (name !== victim)
                    expect(world.given().get(name)).toBeGreaterThanOrEqual(count);
        }), { numRuns: 50 });
    });
});
describe('even', () => {
    it('a cluster that joins gets its share, and only what becomes its share moves', () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 60 }), (replicas) => {
            const world = worldOf(replicas, {});
            world.settle();
            const before = world.given();
            world.join('f');
            world.settle();
            const after = world.given();
            const gained = after.get('f') ?? 0;
            expect(gained).toBe(Math.floor(replicas / 6));
            const lost = [...before].map(([name, count]) => count - (after.get(name) ?? 0));
            expect(lost.every((count) => count >= 0)).toBe(true);
            expect(total(lost)).toBe(gained);
        }), RUNS);
    });
});
//# sourceMappingURL=properties.spec.js.map