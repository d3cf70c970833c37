import { isFinishedJob, jobNumbers, jobPatch, partsOf, type Division, type JobNumbers } from '#libs/kinds';
import { distributeReplicas, type Distribution } from '#libs/placement';
import { type Notice } from '../events/event-recorder.js';
import { type Divided } from './divide-bounds.js';
import { type Member, type Placed, type PlaceInput } from './decision.js';
import { reasonsForNone } from './place-notices.js';
import { divisionFor } from './policy-rule.js';
import { preferencesOf } from './preferences.js';

/** Who has a part of a Job, and who could get one. */
interface Sides {
  readonly job: JobNumbers;
  /** Holders that keep their part; first those that can be told something new. */
  readonly kept: readonly string[];
  /** Of these, who has work left to do, and is here. */
  readonly running: readonly string[];
  /** Members without a part that get what nobody has. */
  readonly open: readonly string[];
  /** Completions that nobody has. */
  readonly left: number;
}

/**
 * Jobs: work that ends. Completions that a member was given stay with it (a Job's completions cannot be changed, and one that
 * is finished must not run again); how many run at once is divided anew whenever that changes. Completions of a member that is
 * away for too long, or that drains, go to members that have none yet; while there is no such member, they stay.
 */
export function divideOnce(input: PlaceInput, divides: Division, members: readonly Member[]): Divided {
  const sides = sidesOf(input, members);
  const { job, kept, running, open, left } = sides;
  const forOpen = openSlots(sides);
  const first = share(input, divides, open, forOpen);
  const fresh = Object.entries(first.plan).filter(([, count]) => count > 0);
  const again = share(input, divides, running, Math.max(0, job.slots - forOpen));
  const going = Object.entries(again.plan).map(
    // Completions without anybody to work on them would never come to an end.
    ([name, count]): [string, number] => [name, job.slots > 0 ? Math.max(1, count) : 0],
  );
  const slots = new Map([...going, ...fresh]);
  const placedSlots = [...slots.values()].reduce((sum, count) => sum + count, 0);
  // More pods at once than completions is allowed, and means nothing; what preferences leave out stays out.
  const pods = placedSlots < job.slots ? placedSlots : job.parallelism;
  const parallelism = partsOf(pods, slots, { least: 'share' });
  const completions = partsOf(left, new Map(fresh), { least: 'share' });
  const part = (cluster: string, given: number): Placed => ({
    cluster,
    patch: jobPatch(job, { parallelism: parallelism.get(cluster) ?? 0, completions: given }),
    reason: 'has its part of the Job',
  });
  const still = kept
    .filter((name) => !running.includes(name))
    .map((cluster): Placed => {
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
    none: reasonsForNone(first),
    notices: noticesOf(unplaced, job),
    lost: new Set(),
  };
}

function sidesOf(input: PlaceInput, members: readonly Member[]): Sides {
  const job = jobNumbers(input.object);
  const named = (list: readonly Member[]): string[] => list.map(({ view }) => view.name);
  const done = (name: string): boolean => isFinished(input, name);
  const isGone = ({ standing }: Member): boolean => standing.role === 'lost' || standing.role === 'drains';
  const holders = named(members.filter((member) => member.row !== undefined && !isGone(member)));
  // One that still owes the deletion of another object of this name comes later.
  const open = named(members).filter((name) => !input.held.rows.has(name));
  const gone = named(members.filter(isGone));
  const settled = [...holders, ...gone.filter(done)];
  const moves = open.length > 0 && missing(input, job, settled) > 0;
  const left = gone.filter((name) => !done(name));
  const kept = moves ? settled : [...settled, ...left];
  // A drained member that nobody can replace works on; one that is lost hears nothing.
  const running = [...holders, ...(moves ? [] : left)].filter(
    (name) => !done(name) && !isLost(members, name),
  );
  return { job, kept, running, open, left: missing(input, job, kept) };
}

function isLost(members: readonly Member[], name: string): boolean {
  return members.some(({ view, standing }) => view.name === name && standing.role === 'lost');
}

/** Completions that none of these members has. */
function missing(input: PlaceInput, job: JobNumbers, members: readonly string[]): number {
  if (members.length === 0) return job.units;
  // Whoever takes from a queue until it is empty needs nobody who joins later.
  if (job.queue) return 0;
  return Math.max(
    0,
    members.reduce((left, name) => left - givenTo(input, job, name), job.units),
  );
}

function givenTo({ held }: PlaceInput, job: JobNumbers, cluster: string): number {
  return job.given(held.rows.get(cluster)?.patch);
}

/** The member's Job has ended, as it says itself of this very object. */
function isFinished({ object, held }: PlaceInput, cluster: string): boolean {
  const report = held.reports.get(cluster)?.report;
  if (report?.['uid'] !== object.metadata.uid) return false;
  return isFinishedJob(report?.['status'] as Parameters<typeof isFinishedJob>[0]);
}

/** Of what runs at once, the part for members that begin now. */
function openSlots({ job, kept, open, left }: Sides): number {
  if (left === 0 || open.length === 0 || job.slots === 0) return 0;
  if (kept.length === 0) return job.slots;
  return Math.max(1, Math.min(left, Math.round((job.slots * left) / job.units)));
}

function share(
  input: PlaceInput,
  divides: Division,
  clusters: readonly string[],
  replicas: number,
): Pick<Distribution, 'plan' | 'reasons'> {
  const { object, held } = input;
  if (clusters.length === 0) return { plan: {}, reasons: [] };
  const preferences = preferencesOf(object, divides.preferences);
  const assigned = Object.fromEntries(
    clusters.map((name) => [name, divides.given(held.rows.get(name)?.patch) ?? 0]),
  );
  const key = `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
  return distributeReplicas({
    key,
    replicas,
    clusters,
    assigned,
    ...(preferences ? { preferences } : {}),
    ...divisionFor(input, divides),
  });
}

function noticesOf(unplaced: number, job: JobNumbers): Notice[] {
  if (unplaced === 0) return [];
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
