import { sharePatches, type Division } from '#libs/kinds';
import { distributeReplicas, parsePreferences, type Distribution, type Preferences } from '#libs/placement';
import { type Notice } from '../events/event-recorder.js';
import { type ClusterView } from './cluster-view.js';
import { type Decision, type Placed, type PlaceInput } from './place-object.js';
import { type Holdings } from './targets.js';

/** Members that may have a part of a divided object. */
export interface Candidates {
  readonly divides: Division;
  readonly eligible: readonly ClusterView[];
  /** Holders that are away for too long. */
  readonly away: readonly ClusterView[];
}

export type Divided = Omit<Decision, 'recheckInMs'>;

/** Gives each member its part of what the kind divides: replicas, or an autoscaler's bounds. */
export function divideObject(input: PlaceInput, { divides, eligible, away }: Candidates): Divided {
  const { object, held, scaling } = input;
  const members = scaling?.target
    ? eligible.filter(({ name }) => scaling.target?.clusters.has(name))
    : eligible;
  const total = scaling?.upTo ?? divides.total(object);
  const distribution = distribute(input, divides, members, total);
  const reasons = new Map(distribution.reasons.map(({ cluster, message }) => [cluster, message]));
  const shares = members
    .map(({ name }): [string, number] => [name, distribution.plan[name] ?? 0])
    // As in 1.4: no empty copy where none is wanted, but one that is there stays, at 0.
    .filter(
      ([cluster, count]) => count > 0 || (divides.keepsEmpty && held.rows.get(cluster)?.action === 'apply'),
    );
  const patches = patchesOf(input, divides, shares);
  const placed = shares.map(([cluster]): Placed => {
    const patch = patches.get(cluster);
    const reason = reasons.get(cluster) ?? 'even share';
    return patch && Object.keys(patch).length > 0 ? { cluster, patch, reason } : { cluster, reason };
  });
  const lost = away.flatMap(({ name }) => lostMember(input, divides, name) ?? []);
  return {
    placed: [...placed, ...lost],
    unplaced: distribution.unplaced,
    notices: unplacedNotices(distribution, total),
    lost: new Set(lost.map(({ cluster }) => cluster)),
  };
}

function distribute(
  input: PlaceInput,
  divides: Division,
  members: readonly ClusterView[],
  total: number,
): Distribution {
  const { object, held, scaling } = input;
  // An autoscaler is divided as what it scales, so that both are in the same clusters.
  const { metadata } = scaling?.target?.object ?? object;
  const preferences = scaling?.target ? preferencesOf(scaling.target) : preferencesOf({ object, ...divides });
  return distributeReplicas({
    key: `${metadata.namespace ?? ''}/${metadata.name ?? ''}`,
    replicas: total,
    clusters: members.map(({ name }) => name),
    ...(preferences ? { preferences } : {}),
    ...facts(held, members, {
      divides,
      annotated: preferences !== undefined,
      scaled: scaling?.upTo !== undefined,
    }),
  });
}

/** What the object's annotation says; undefined: nothing. @throws StatusError Invalid */
export function preferencesOf({
  object,
  preferences,
}: {
  readonly object: PlaceInput['object'];
  readonly preferences?: string | undefined;
}): Preferences | undefined {
  if (preferences === undefined) return undefined;
  const text = object.metadata.annotations?.[preferences];
  return text === undefined ? undefined : parsePreferences(text, preferences);
}

/**
 * The numbers for each member. Where an autoscaler of the member sets the replicas, they are not told (the agent hands the
 * field over before it drops it), except none at all, which turns the autoscaler off.
 */
function patchesOf(
  { object, scaling }: PlaceInput,
  divides: Division,
  shares: readonly (readonly [string, number])[],
): ReadonlyMap<string, Patch> {
  const all = sharePatches(divides, object, new Map(shares));
  if (scaling?.upTo === undefined) return all;
  const [, ...others] = divides.fields;
  const without = sharePatches({ fields: others }, object, new Map(shares));
  return new Map(shares.map(([cluster, count]) => [cluster, (count > 0 ? without : all).get(cluster) ?? {}]));
}

type Patch = NonNullable<Placed['patch']>;

function lostMember({ object, held }: PlaceInput, divides: Division, cluster: string): Placed | undefined {
  if (divides.whenLost === 'leave') return undefined;
  const before = held.rows.get(cluster)?.patch;
  const none = sharePatches(divides, object, new Map([[cluster, 0]])).get(cluster);
  const patch = divides.whenLost === 'keep' ? before : none;
  return { cluster, ...(patch ? { patch } : {}), reason: 'Offline for too long: its replicas run elsewhere' };
}

/** What the division is told of each member: what it was given before, and, for the annotation, what runs there. */
function facts(
  held: Holdings,
  members: readonly ClusterView[],
  how: { readonly divides: Division; readonly annotated: boolean; readonly scaled: boolean },
): {
  assigned: Record<string, number>;
  existing?: Record<string, number>;
  capacity?: Record<string, number>;
} {
  const assigned: Record<string, number> = {};
  const existing: Record<string, number> = {};
  const capacity: Record<string, number> = {};
  for (const { name } of members) {
    const row = held.rows.get(name);
    const given = how.divides.given(row?.patch);
    if (given === undefined) {
      // Its replicas are its autoscaler's: all that is known is that it has some.
      if (how.scaled && row?.action === 'apply') assigned[name] = 1;
      continue;
    }
    assigned[name] = given;
    const workload = held.reports.get(name)?.report['workload'] as
      { ready: number; unschedulable: number } | undefined;
    if (!workload || how.scaled) continue;
    // Never more than was intended: a surge of pods must not pull replicas towards itself (federation-v1.md 8.1).
    existing[name] = Math.min(workload.ready, given);
    if (workload.unschedulable > 0) capacity[name] = Math.max(0, given - workload.unschedulable);
  }
  return how.annotated ? { assigned, existing, capacity } : { assigned };
}

export function unplacedNotices(distribution: Distribution, total: number): Notice[] {
  if (distribution.unplaced === 0) return [];
  const full = Object.entries(distribution.overflow)
    .map(([cluster, count]) => `${cluster} ${count}`)
    .join(', ');
  return [
    {
      type: 'Warning',
      reason: 'ReplicasUnplaced',
      message: `${distribution.unplaced} of ${total} replicas are not placed: no selected cluster may or can take more${full === '' ? '' : ` (beyond capacity: ${full})`}`,
    },
  ];
}
