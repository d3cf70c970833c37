import { sharePatches, type Division } from '#libs/kinds';
import { distributeReplicas, type Distribution } from '#libs/placement';
import { type Decision, type Member, type Placed, type PlaceInput } from './decision.js';
import { reasonsForNone, unplacedNotices } from './place-notices.js';
import { divisionFor } from './policy-rule.js';
import { preferencesOf } from './preferences.js';

/** What a division decides; when it must be looked at again is for all alike. */
export type Divided = Omit<Decision, 'recheckInMs' | 'asked'>;

type Patch = NonNullable<Placed['patch']>;

/**
 * Divides between what autoscalers do: the bounds of an autoscaler, and the workload that one scales, of which only matters who
 * has some. Nothing moves step by step here: how many run is for each member's autoscaler to say.
 */
export function divideBounds(input: PlaceInput, divides: Division, members: readonly Member[]): Divided {
  const { object, scaling } = input;
  const { here, gone } = sidesOf(input, members);
  const total = scaling?.upTo ?? divides.total(object);
  const distribution = distribute(input, divides, here, total);
  const reasons = new Map(distribution.reasons.map(({ cluster, message }) => [cluster, message]));
  const shares = here
    .map(({ view, row }) => ({ cluster: view.name, count: distribution.plan[view.name] ?? 0, row }))
    .filter(({ count, row }) => count > 0 || (divides.of === 'replicas' && row !== undefined));
  const patches = patchesOf(input, divides, new Map(shares.map(({ cluster, count }) => [cluster, count])));
  const placed = shares.map(({ cluster }) =>
    placedWith(cluster, patches.get(cluster), reasons.get(cluster) ?? ''),
  );
  const left = gone.flatMap((member) => leftBehind(input, divides, member) ?? []);
  return {
    placed: [...placed, ...left],
    unplaced: distribution.unplaced,
    none: reasonsForNone(distribution),
    notices: unplacedNotices(distribution, total),
    lost: new Set(gone.filter(({ standing }) => standing.role === 'lost').map(({ view }) => view.name)),
  };
}

function placedWith(cluster: string, patch: Patch | undefined, reason: string): Placed {
  return patch && Object.keys(patch).length > 0 ? { cluster, patch, reason } : { cluster, reason };
}

interface Sides {
  readonly here: readonly Member[];
  /** Lost, or draining while others take its part. */
  readonly gone: readonly Member[];
}

function sidesOf({ scaling }: PlaceInput, members: readonly Member[]): Sides {
  const target = scaling?.target;
  // Where what it scales is, whatever became of that member since.
  if (target)
    return {
      here: members.filter(({ view }) => target.clusters.has(view.name)),
      gone: members.filter(
        ({ view, standing }) => standing.role === 'lost' && !target.clusters.has(view.name),
      ),
    };
  const taken = members.some(({ standing }) => standing.role === 'takes');
  const isGone = ({ standing }: Member): boolean =>
    standing.role === 'lost' || (taken && standing.role === 'drains');
  return { here: members.filter((member) => !isGone(member)), gone: members.filter(isGone) };
}

function distribute(
  input: PlaceInput,
  divides: Division,
  members: readonly Member[],
  replicas: number,
): Distribution {
  const { object, scaling } = input;
  // An autoscaler is divided as what it scales, so that both are in the same clusters.
  const target = scaling?.target;
  const like = target?.object ?? object;
  const preferences = preferencesOf(like, target ? target.preferences : divides.preferences);
  const held = members.flatMap(({ view, row }): [string, number][] => {
    const given = row && (divides.given(row.patch) ?? (scaling?.upTo === undefined ? undefined : 1));
    return given === undefined ? [] : [[view.name, given]];
  });
  return distributeReplicas({
    key: `${like.metadata.namespace ?? ''}/${like.metadata.name ?? ''}`,
    replicas,
    clusters: members.map(({ view }) => view.name),
    ...(preferences ? { preferences, existing: {} } : { assigned: Object.fromEntries(held) }),
    ...(target ? {} : divisionFor(input, divides)),
  });
}

/**
 * The numbers for each member. Where an autoscaler of the member sets the replicas, they are not told (the agent hands the
 * field over before it drops it), except none at all, which turns the autoscaler off.
 */
function patchesOf(
  { object, scaling }: PlaceInput,
  divides: Division,
  shares: ReadonlyMap<string, number>,
): ReadonlyMap<string, Patch> {
  const all = sharePatches(divides, object, shares);
  if (scaling?.upTo === undefined) return all;
  const [, ...others] = divides.fields;
  const without = sharePatches({ fields: others }, object, shares);
  const patchFor = ([cluster, count]: readonly [string, number]): [string, Patch] => [
    cluster,
    (count > 0 ? without : all).get(cluster) ?? {},
  ];
  return new Map([...shares].map(patchFor));
}

/** Workloads are told to run nothing; an autoscaler then has nothing to scale, and stays as it was. */
function leftBehind(
  { object }: PlaceInput,
  divides: Division,
  { view, standing, row }: Member,
): Placed | undefined {
  if (!row) return undefined;
  const cluster = view.name;
  if (divides.of !== 'replicas')
    return standing.role === 'lost' ? placedWith(cluster, row.patch, row.reason) : undefined;
  const none = sharePatches(divides, object, new Map([[cluster, 0]])).get(cluster);
  return placedWith(cluster, none, `${standing.why}: its replicas run elsewhere`);
}
