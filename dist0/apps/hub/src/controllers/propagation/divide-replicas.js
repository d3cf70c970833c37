import { distributeReplicas, moveStep, surgeOf, } from '#libs/placement';
import {} from './standing.js';
/**
 * Divides in three stages (docs/decisions/0020-moving-replicas.md). Homes: what every member would have if all were well,
 * from the homes of before, so that a member that returns gets what it had. Targets: the same over the members that can
 * take now, with the homes as what they hold, so that only what was lost or does not fit moves. Then one step from what is
 * given towards the targets.
 */
export function divideReplicas(input) {
    const { members, wanted, rule } = input;
    const before = countsBy(members, ({ home }) => home);
    const staying = members.filter(({ leaves }) => leaves !== true);
    const homes = distribute(input, staying, countsBy(staying, ({ home }) => home), capacities(input, false));
    const target = targets(input, staying, homes);
    const step = moveStep({
        wanted,
        surge: Math.min(surgeOf(wanted), rule?.scheduling.maxMoved ?? Infinity),
        growth: Math.max(0, wanted - Math.max(sum(before), sum(countsBy(members, ({ given }) => given)))),
        clusters: members
            .filter(({ role }) => role !== 'lost')
            .map(({ cluster, given = 0, ready }) => ({
            cluster,
            given,
            ready,
            target: target.counts.get(cluster) ?? 0,
        })),
        lost: members.filter(({ role }) => role === 'lost').map(({ cluster, given = 0 }) => ({ cluster, given })),
        ...(input.granted ? { granted: input.granted } : {}),
    });
    const reasons = new Map(target.distribution.reasons.map(({ cluster, message }) => [cluster, message]));
    const shares = members.map((member) => {
        const replicas = purged(member, step.next.get(member.cluster) ?? 0, rule);
        const meant = target.counts.get(member.cluster) ?? 0;
        const reason = explain(member, reasons.get(member.cluster) ?? '', replicas, meant);
        return { cluster: member.cluster, replicas, home: homes.plan[member.cluster] ?? 0, reason };
    });
    const { overflow } = target.distribution;
    return { shares, unplaced: target.unplaced, overflow, asked: step.asked };
}
function targets(input, staying, homes) {
    const { members, wanted } = input;
    const taking = staying.filter(({ role }) => role === 'takes' || role === 'keeps');
    const isSettled = taking.every(({ role, capacity }) => role === 'takes' && capacity === undefined);
    const distribution = isSettled && taking.length === staying.length
        ? homes
        : distribute(input, taking, basis(input, taking, homes), capacities(input, true));
    const counts = new Map(Object.entries(distribution.plan));
    // What finds no other place stays where it runs, and what is Pending stays Pending there.
    const left = keep(counts, members, wanted - sum(counts.values()), ({ role }) => role === 'drains');
    keep(counts, members, left, ({ role, cluster, capacity }) => role === 'takes' && counts.get(cluster) === capacity);
    return { distribution, counts, unplaced: left };
}
/**
 * What the targets build on: homes. A policy that divides by what fits would choose others whenever that changes, so what went
 * elsewhere counts as held there.
 */
function basis({ rule, wanted }, taking, homes) {
    const home = countsBy(taking, ({ cluster }) => homes.plan[cluster] ?? (rule ? 0 : undefined));
    if (!rule)
        return home;
    const held = countsBy(taking, ({ cluster, given = 0 }) => Math.max(given, home[cluster] ?? 0));
    return sum(held) <= wanted ? held : home;
}
/** What stays in a member that is lost, as a policy says. */
function purged({ role, given = 0 }, replicas, rule) {
    if (role !== 'lost' || rule === undefined || rule.purge === 'Gracefully')
        return replicas;
    return rule.purge === 'Never' ? given : 0;
}
/** Leaves with members of a kind what no other takes, at most what they have. Answers what is left. */
function keep(counts, members, unplaced, isOfKind) {
    let left = unplaced;
    for (const member of members) {
        const has = counts.get(member.cluster) ?? 0;
        const more = isOfKind(member) ? Math.min(left, Math.max(0, (member.given ?? 0) - has)) : 0;
        if (more > 0)
            counts.set(member.cluster, has + more);
        left -= more;
    }
    return left;
}
/**
 * What bounds a division. Homes know no bounds in the even form: they are where replicas return to. With preferences they
 * do, for what once moved because it did not fit stays, unless rebalance says otherwise (the original's rule).
 */
function capacities({ members, preferences, rule }, isTarget) {
    return countsBy(members, ({ role, given = 0, capacity }) => {
        const fits = (isTarget && !ignoresCapacity(rule)) || preferences ? capacity : undefined;
        const held = isTarget && role === 'keeps' ? given : undefined;
        return fits === undefined || held === undefined ? (fits ?? held) : Math.min(fits, held);
    });
}
/** Static weights are followed, whatever fits, unless the policy asks otherwise. */
function ignoresCapacity(rule) {
    return rule?.scheduling.kind === 'StaticWeight' && rule.scheduling.respectCapacity !== true;
}
function distribute({ key, wanted, preferences, rule }, members, held, capacity) {
    const clusters = members.map(({ cluster }) => cluster);
    if (rule) {
        const { scheduling: replicaScheduling, uid, facts } = rule;
        const common = { key, uid, facts, replicas: wanted, clusters, replicaScheduling };
        return distributeReplicas({
            ...common,
            assigned: held,
            ceiling: capacity,
            available: available(members, held),
        });
    }
    return distributeReplicas({
        key,
        replicas: wanted,
        clusters,
        capacity,
        // Never what runs: a surge of pods must not pull replicas towards itself (federation-v1.md 8.1).
        ...(preferences ? { preferences, existing: held } : { assigned: held }),
    });
}
/** What fits beside `held`. What was given and is not ready yet is on its way into the room that was told. */
function available(members, held) {
    return countsBy(members, ({ cluster, room, given = 0, ready }) => {
        if (room === undefined)
            return undefined;
        return Math.max(0, given + Math.max(0, room - (given - ready)) - (held[cluster] ?? 0));
    });
}
function explain({ role, why }, rule, replicas, target) {
    if (role === 'lost')
        return replicas === 0
            ? `${why}: its replicas run elsewhere`
            : `${why}: counts for none, but keeps ${replicas} until their replacements are ready`;
    const base = role === 'takes' ? rule : `${why}: gets nothing new, is to keep ${target}`;
    if (replicas > target)
        return `${base}; ${replicas - target} more stay until their replacements are ready`;
    return replicas < target ? `${base}; has ${replicas}, the others are on their way` : base;
}
function countsBy(members, count) {
    return Object.fromEntries(members.flatMap((member) => {
        const value = count(member);
        return value === undefined ? [] : [[member.cluster, value]];
    }));
}
function sum(counts) {
    let total = 0;
    for (const count of Symbol.iterator in counts ? counts : Object.values(counts))
        total += count;
    return total;
}
//# sourceMappingURL=divide-replicas.js.map