import { affinityRefusal } from './cluster-affinity.js';
import { compareText } from './distribution.js';
import { limitsOf } from './replica-scheduling.js';
import { sainteLague } from './sainte-lague.js';
/** One share for each cluster of the input. */
export function policyPlan(input) {
    const { scheduling, replicas } = input;
    const candidates = candidatesOf(input);
    switch (scheduling.kind) {
        case 'Duplicated':
            return input.clusters.map((cluster) => share(cluster, replicas, 'Duplicated', 'all, like every cluster'));
        case 'StaticWeight':
            return byStaticWeight(input, candidates, scheduling);
        case 'DynamicWeight':
            return byCapacity(input, candidates, { rule: 'DynamicWeight', choose: (all) => all });
        case 'Aggregated':
            return byCapacity(input, candidates, { rule: 'Aggregated', choose: shortestPrefix });
    }
}
function candidatesOf({ clusters, scheduling, replicas, ...known }) {
    return clusters.map((cluster) => {
        const facts = known.facts.get(cluster) ?? unknownCluster(cluster);
        const held = known.assigned.get(cluster) ?? 0;
        const limits = limitsOf(scheduling.limits ?? [], facts);
        const max = Math.min(limits.max, known.ceiling.get(cluster) ?? Infinity);
        const free = known.available.get(cluster);
        const room = free === undefined ? Infinity : held + free;
        return { cluster, facts, held, free: free ?? replicas, room, max, min: Math.min(limits.min, max) };
    });
}
function unknownCluster(name) {
    return { name, labels: {}, region: '', provider: '', zones: [] };
}
/** History does not count, nor does capacity unless the policy asks for it: the plan follows the weights. */
function byStaticWeight({ replicas, uid }, candidates, { rules, respectCapacity = false }) {
    const weights = weightsOf(candidates, rules);
    const parties = candidates.flatMap((one) => {
        const weight = weights.get(one.cluster);
        const max = Math.min(one.max, respectCapacity ? one.room : Infinity);
        return weight === undefined ? [] : [{ cluster: one.cluster, weight, max, min: Math.min(one.min, max) }];
    });
    const plan = sainteLague(replicas, parties, uid);
    const bounds = new Map(parties.map((party) => [party.cluster, party]));
    return candidates.map((one) => {
        const party = bounds.get(one.cluster);
        if (!party)
            return share(one.cluster, 0, 'NotNamed', 'none: no rule of the policy names it');
        const count = plan.get(one.cluster) ?? 0;
        const why = `a share by weight ${party.weight}`;
        const fits = respectCapacity ? one.room : Infinity;
        return bounding(one, count, fits) ?? share(one.cluster, count, 'StaticWeight', why);
    });
}
/** The largest weight of the rules that match. Where no rule matches any cluster, all weigh the same. */
function weightsOf(candidates, rules) {
    const weights = new Map();
    for (const { cluster, facts } of candidates)
        for (const { weight, target } of rules)
            if (affinityRefusal(target, facts) === undefined)
                weights.set(cluster, Math.max(weight, weights.get(cluster) ?? 0));
    return weights.size > 0 ? weights : new Map(candidates.map(({ cluster }) => [cluster, 1]));
}
/** Says so where a bound decided; `fits` is the most that it has room for. */
function bounding({ cluster, min, max }, count, fits) {
    if (count === max)
        return share(cluster, count, 'MaxReached', 'as many as it may have');
    if (count === fits)
        return share(cluster, count, 'Full', 'as many as fit');
    return count === min && min > 0 ? share(cluster, count, 'Min', 'its minimum') : undefined;
}
function byCapacity(input, candidates, by) {
    const { replicas, mode, uid } = input;
    const divide = (needed, parties, holdersFirst = false) => fill(needed, parties, by.choose(parties, needed, holdersFirst), uid);
    const explain = (plan, why) => candidates.map((one) => {
        const count = plan.get(one.cluster) ?? 0;
        return bounding(one, count, one.room) ?? share(one.cluster, count, by.rule, why(one, count));
    });
    if (mode === 'Fresh') {
        const plan = divide(replicas, candidates.map(afresh));
        return explain(plan, () => 'a fresh share by what fits');
    }
    const kept = candidates.map(keep);
    const total = kept.reduce((sum, { floor }) => sum + floor, 0);
    if (replicas < total) {
        const plan = divide(replicas, kept.map(({ shrinking }) => shrinking));
        return explain(plan, ({ held }) => `a share of the ${held} that it had`);
    }
    const more = divide(replicas - kept.reduce((sum, one) => sum + one.kept, 0), kept.map(({ growing }) => growing), true);
    const plan = new Map(kept.map((one) => [one.growing.cluster, one.kept + (more.get(one.growing.cluster) ?? 0)]));
    return explain(plan, ({ held }, count) => `${Math.min(held, count)} that it had and ${Math.max(0, count - held)} by what fits beside`);
}
function afresh({ cluster, held, free, min, max }) {
    const most = Math.min(max, held + free);
    return { cluster, holds: held, weight: held + free, min: Math.min(min, most), max: most };
}
/** What a candidate keeps of the previous plan, and how it takes part when more or fewer are wanted than all keep. */
function keep({ cluster, held, free, min, max }) {
    const kept = Math.min(held, max);
    const least = Math.min(min, kept + free);
    const floor = Math.max(kept, least);
    const room = Math.min(free, max - kept);
    const growing = { cluster, holds: held, weight: free, min: floor - kept, max: room };
    const shrinking = { cluster, holds: held, weight: kept, min: least, max: floor };
    return { kept, floor, growing, shrinking };
}
/** By weight as long as there is room for all; else everybody is filled up. Who is not chosen gets its minimum. */
function fill(needed, parties, chosen, uid) {
    const taking = new Set(chosen);
    const bounded = parties.map((one) => (taking.has(one) ? one : { ...one, max: one.min }));
    const room = bounded.reduce((sum, { max }) => sum + max, 0);
    if (room <= needed)
        return new Map(bounded.map(({ cluster, max }) => [cluster, max]));
    return sainteLague(needed, bounded, uid);
}
/** As few clusters as will do: the largest first, and before them (when scaling up) those that have some already. */
function shortestPrefix(parties, needed, holdersFirst) {
    const sorted = [...parties].sort((a, b) => (holdersFirst ? Number(b.holds > 0) - Number(a.holds > 0) : 0) ||
        b.max - a.max ||
        compareText(a.cluster, b.cluster));
    let sum = parties.reduce((least, { min }) => least + min, 0);
    const last = sorted.findIndex(({ min, max }) => (sum += max - min) >= needed);
    return last < 0 ? sorted : sorted.slice(0, last + 1);
}
function share(cluster, replicas, rule, why) {
    return { cluster, replicas, rule, message: `gets ${replicas}: ${why}` };
}
//# sourceMappingURL=policy-plan.js.map