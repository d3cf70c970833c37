import { isFinishedJob, jobNumbers, jobPatch, partsOf } from '#libs/kinds';
import { distributeReplicas } from '#libs/placement';
import {} from '../events/event-recorder.js';
import {} from './divide-bounds.js';
import {} from './decision.js';
import { divisionFor } from './policy-rule.js';
import { preferencesOf } from './preferences.js';
/**
 * Jobs: work that ends. Completions that a member was given stay with it (a Job's completions cannot be changed, and one that
 * is finished must not run again); how many run at once is divided anew whenever that changes. Completions of a member that is
 * away for too long, or that drains, go to members that have none yet; while there is no such member, they stay.
 */
export function divideOnce(input, divides, members) {
    const sides = sidesOf(input, members);
    const { job, kept, running, open, left } = sides;
    const forOpen = openSlots(sides);
    const fresh = share(input, divides, open, forOpen).filter(([, count]) => count > 0);
    const going = share(input, divides, running, Math.max(0, job.slots - forOpen)).map(
    // Completions without anybody to work on them would never come to an end.
    ([name, count]) => [name, job.slots > 0 ? Math.max(1, count) : 0]);
    const slots = new Map([...going, ...fresh]);
    const placedSlots = [...slots.values()].reduce((sum, count) => sum + count, 0);
    // More pods at once than completions is allowed, and means nothing; what preferences leave out stays out.
    const pods = placedSlots < job.slots ? placedSlots : job.parallelism;
    const parallelism = partsOf(pods, slots, { least: 'share' });
    const completions = partsOf(left, new Map(fresh), { least: 'share' });
    const part = (cluster, given) => ({
        cluster,
        patch: jobPatch(job, { parallelism: parallelism.get(cluster) ?? 0, completions: given }),
        reason: 'has its part of the Job',
    });
    const still = kept
        .filter((name) => !running.includes(name))
        .map((cluster) => {
        const row = input.held.rows.get(cluster);
        return { cluster, ...(row?.patch ? { patch: row.patch } : {}), reason: row?.reason ?? '' };
    });
    const unplaced = fresh.length > 0 || job.slots === 0 ? 0 : left;
    return {
        placed: [
            ...running.map((name) => part(name, givenTo(input, job, name))),
            ...fresh.map(([name]) => part(name, completions.get(name) ?? 0)),
            ...still,
        ],
        unplaced,
        notices: noticesOf(unplaced, job),
        lost: new Set(),
    };
}
function sidesOf(input, members) {
    const job = jobNumbers(input.object);
    const named = (list) => list.map(({ view }) => view.name);
    const done = (name) => isFinished(input, name);
    const isGone = ({ standing }) => standing.role === 'lost' || standing.role === 'drains';
    const holders = named(members.filter((member) => member.row !== undefined && !isGone(member)));
    // One that still owes the deletion of another object of this name comes later.
    const open = named(members).filter((name) => !input.held.rows.has(name));
    const gone = named(members.filter(isGone));
    const settled = [...holders, ...gone.filter(done)];
    const moves = open.length > 0 && missing(input, job, settled) > 0;
    const left = gone.filter((name) => !done(name));
    const kept = moves ? settled : [...settled, ...left];
    // A drained member that nobody can replace works on; one that is lost hears nothing.
    const running = [...holders, ...(moves ? [] : left)].filter((name) => !done(name) && !isLost(members, name));
    return { job, kept, running, open, left: missing(input, job, kept) };
}
function isLost(members, name) {
    return members.some(({ view, standing }) => view.name === name && standing.role === 'lost');
}
/** Completions that none of these members has. */
function missing(input, job, members) {
    if (members.length === 0)
        return job.units;
    // Whoever takes from a queue until it is empty needs nobody who joins later.
    if (job.queue)
        return 0;
    return Math.max(0, members.reduce((left, name) => left - givenTo(input, job, name), job.units));
}
function givenTo({ held }, job, cluster) {
    return job.given(held.rows.get(cluster)?.patch);
}
/** The member's Job has ended, as it says itself of this very object. */
function isFinished({ object, held }, cluster) {
    const report = held.reports.get(cluster)?.report;
    if (report?.['uid'] !== object.metadata.uid)
        return false;
    return isFinishedJob(report?.['status']);
}
/** Of what runs at once, the part for members that begin now. */
function openSlots({ job, kept, open, left }) {
    if (left === 0 || open.length === 0 || job.slots === 0)
        return 0;
    if (kept.length === 0)
        return job.slots;
    return Math.max(1, Math.min(left, Math.round((job.slots * left) / job.units)));
}
function share(input, divides, clusters, replicas) {
    const { object, held } = input;
    if (clusters.length === 0)
        return [];
    const preferences = preferencesOf(object, divides.preferences);
    const assigned = Object.fromEntries(clusters.map((name) => [name, divides.given(held.rows.get(name)?.patch) ?? 0]));
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
    const { plan } = distributeReplicas({
        key,
        replicas,
        clusters,
        assigned,
        ...(preferences ? { preferences } : {}),
        ...divisionFor(input, divides),
    });
    return Object.entries(plan);
}
function noticesOf(unplaced, job) {
    if (unplaced === 0)
        return [];
    return [
        {
            type: 'Warning',
            reason: 'CompletionsUnplaced',
            message: job.whole
                ? 'the Job is not placed: no selected cluster may take it'
                : `${unplaced} of ${job.units} completions are not placed: no selected cluster may take them`,
        },
    ];
}
//# sourceMappingURL=divide-once.js.map