import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distributeReplicas } from './distribute-replicas.js';
import { fnv1 } from './fnv.js';
import { readPreferences } from './preferences.js';
function partiesOf({ key, clusters, preferences, existing, capacity }) {
    return clusters
        .flatMap((name) => {
        const wanted = preferences.clusters.get(name) ?? preferences.clusters.get('*');
        if (!wanted)
            return [];
        const { minReplicas: min, maxReplicas: max = Infinity, weight } = wanted;
        const facts = { capacity: capacity?.[name] ?? Infinity, existing: existing?.[name] ?? 0 };
        return [{ name, min, max, weight, ...facts, plan: 0, credit: 0, overflow: 0 }];
    })
        .sort((a, b) => b.weight - a.weight || fnv1(a.name + key) - fnv1(b.name + key));
}
function oneRound(active, amount) {
    const total = active.reduce((sum, party) => sum + party.weight, 0);
    if (total === 0)
        return { open: [], remaining: amount, changed: false };
    let [remaining, changed] = [amount, false];
    const open = active.filter((party) => {
        const share = Math.min(Math.ceil((amount * party.weight) / total), remaining);
        const used = Math.min(share, party.credit);
        party.credit -= used;
        const wanted = party.plan + share - used;
        const allowed = Math.min(wanted, party.max);
        const next = Math.min(allowed, party.capacity);
        if (allowed > party.capacity)
            party.overflow = allowed - party.capacity;
        changed ||= used > 0 || next > party.plan;
        remaining -= next - party.plan;
        party.plan = next;
        return next === wanted;
    });
    return { open, remaining, changed };
}
function stepByStep(input) {
    const parties = partiesOf(input);
    let remaining = input.replicas;
    for (const party of parties) {
        party.plan = Math.min(party.min, remaining, party.capacity);
        remaining -= party.plan;
    }
    const { rebalance } = input.preferences;
    for (const party of rebalance ? [] : parties) {
        const target = Math.min(party.existing, party.max, party.capacity);
        party.credit = Math.max(0, Math.min(target - party.plan, remaining));
        party.plan += party.credit;
        remaining -= party.credit;
    }
    let round = { open: parties, remaining, changed: true };
    while (round.changed && round.remaining > 0)
        round = oneRound(round.open, round.remaining);
    const overflow = parties
        .map(({ name, overflow }) => [name, rebalance ? overflow : Math.min(overflow, round.remaining)])
        .filter(([, beyond]) => beyond > 0);
    const none = input.clusters.map((name) => [name, 0]);
    const planned = parties.map(({ name, plan }) => [name, plan]);
    return { plan: Object.fromEntries([...none, ...planned]), overflow: Object.fromEntries(overflow) };
}
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const counts = fc.dictionary(fc.constantFrom(...NAMES), fc.nat(40));
const preference = fc
    .record({ minReplicas: fc.nat(6), more: fc.option(fc.nat(12), { nil: undefined }), weight: fc.nat(5) })
    .map(({ minReplicas, more, weight }) => ({
    minReplicas,
    weight,
    ...(more === undefined ? {} : { maxReplicas: minReplicas + more }),
}));
const input = fc.record({
    key: fc.constantFrom('default/nginx', 'team-a/api', 'x/y'),
    replicas: fc.nat(120),
    clusters: fc.uniqueArray(fc.constantFrom(...NAMES)),
    preferences: fc
        .record({ rebalance: fc.boolean(), clusters: fc.dictionary(fc.constantFrom(...NAMES, '*'), preference) })
        .map((value) => readPreferences(value, 'preferences')),
    existing: counts,
    capacity: counts,
});
it('the annotation form is the original planner, round by round', () => {
    fc.assert(fc.property(input, (one) => {
        const { plan, overflow } = distributeReplicas(one);
        expect({ plan, overflow }).toEqual(stepByStep(one));
    }), { numRuns: 3000 });
});
it('a cluster that returns from an outage gets its share by hash, as in the original', () => {
    const preferences = readPreferences({ clusters: { '*': { weight: 1 } } }, 'preferences');
    const existing = { A: 5, B: 10 };
    const plan = (key) => distributeReplicas({ key, replicas: 10, clusters: ['A', 'B'], preferences, existing }).plan;
    expect(plan('default/nginx')).toEqual({ A: 0, B: 10 });
    expect(plan('team-a/api')).toEqual({ A: 5, B: 5 });
});
it('a scale-down keeps whoever sorts first', () => {
    const preferences = readPreferences({ clusters: { '*': { weight: 1 } } }, 'preferences');
    const input = { replicas: 20, clusters: ['A', 'B'], preferences, existing: { A: 10, B: 90 } };
    expect(distributeReplicas({ key: 'default/nginx', ...input }).plan).toEqual({ A: 0, B: 20 });
});
//# sourceMappingURL=original-planner.spec.js.map