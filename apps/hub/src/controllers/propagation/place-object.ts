import { isJsonObject, type KubeObject } from '#libs/apimachinery';
import { sharePatches, type Division } from '#libs/kinds';
import { chooseMembers, type ChosenMembers } from './choose-members.js';
import { type ClusterView } from './cluster-view.js';
import { type Decision, type Member, type Placed, type PlaceInput } from './decision.js';
import { outOfDependency, withDependency } from './dependency.js';
import { divideBounds } from './divide-bounds.js';
import { divideOnce } from './divide-once.js';
import { divideReplicas, type DivisionMember } from './divide-replicas.js';
import { fullness, type Full } from './fullness.js';
import { SETTLE_MS } from './limits.js';
import { factsOf } from './member-facts.js';
import { unplacedNotices } from './place-notices.js';
import { memoryOf, packMemory, type PlacementMemory } from './placement-memory.js';
import { preferencesOf } from './preferences.js';
import { placeDuplicated } from './place-duplicated.js';
import { namePolicy, ruleFor, schedulingFor, withPolicy } from './policy-rule.js';
import { podRequest, roomFor } from './room.js';
import { type Standing } from './standing.js';

const NONE: ReadonlySet<string> = new Set();
const NO_MOVES: ReadonlyMap<string, number> = new Map();

/** Chooses members and, for kinds that are divided, how many replicas each gets. Pure. */
export function placeObject(input: PlaceInput): Decision {
  const chosen = chooseMembers(input);
  const { divides } = input.propagation;
  const decision = divides ? divide(input, divides, chosen.members) : placeUndivided(input, chosen);
  return withPolicy(decision, chosen);
}

function placeUndivided(input: PlaceInput, chosen: ChosenMembers): Decision {
  const placed = sorted(withDependency(input, placeWhole(input, chosen)));
  const unfollowed = outOfDependency(input, placed);
  return { ...UNDIVIDED, placed, ...(unfollowed ? { unfollowed } : {}) };
}

const UNDIVIDED = { unplaced: 0, notices: [], recheckInMs: undefined, lost: NONE, asked: NO_MOVES };

/** A policy that fits nowhere takes nothing away. */
function placeWhole({ object }: PlaceInput, { members, governed, nothingFits }: ChosenMembers): Placed[] {
  const staying = members.filter(({ leaves }) => !leaves);
  const isKept = staying.length === 0 && nothingFits !== undefined;
  const reason = governed ? `${namePolicy(governed.policy)} chooses it` : 'every selected cluster has it';
  return withoutDrained(object, isKept ? members : staying).map(({ view, standing }) => ({
    cluster: view.name,
    reason: isKept ? `${standing.why}; stays, as nothing else fits` : reason,
  }));
}

/**
 * What runs pods in every member leaves one that drains, unless no other would have it. Everything else that is not divided
 * (configuration, services) stays: it runs nothing, and pods that are still there need it.
 */
function withoutDrained(object: KubeObject, members: readonly Member[]): readonly Member[] {
  const others = members.filter(({ standing }) => standing.role !== 'drains');
  const isElsewhere = others.some(({ standing }) => standing.role === 'takes');
  return isElsewhere && runsPods(object) ? others : members;
}

/** By its shape, so that it holds for kinds that nobody knows here: a pod template, or the template of a Job. */
function runsPods(object: KubeObject): boolean {
  const spec = object['spec'];
  if (!isJsonObject(spec)) return false;
  const template = spec['template'];
  const inner = isJsonObject(template) ? template['spec'] : undefined;
  return (isJsonObject(inner) && 'containers' in inner) || isJsonObject(spec['jobTemplate']);
}

/** A member as the division sees it, and what is remembered of it. */
interface Weighed {
  readonly division: DivisionMember;
  readonly away: boolean;
  readonly full: Full | undefined;
  readonly lookInMs: number | undefined;
}

function divide(input: PlaceInput, divides: Division, members: readonly Member[]): Decision {
  if (!input.scaling && schedulingFor(input, divides)?.kind === 'Duplicated')
    return placeDuplicated(input, divides, members);
  if (divides.of === 'replicas' && input.scaling?.upTo === undefined)
    return divideGradually(input, divides, members);
  const decide = divides.of === 'work' ? divideOnce : divideBounds;
  const staying = members.filter(({ leaves }) => !leaves);
  const { placed, ...rest } = decide(input, divides, staying.length > 0 ? staying : members);
  const looks = members.flatMap(({ standing }) => standing.changesInMs ?? []);
  return {
    ...rest,
    placed: sorted(placed),
    recheckInMs: looks.length > 0 ? Math.min(...looks) : undefined,
    asked: NO_MOVES,
  };
}

/** Replicas, step by step: they leave one member when they are ready in another. */
function divideGradually(input: PlaceInput, divides: Division, members: readonly Member[]): Decision {
  const { object, moves } = input;
  const wanted = divides.total(object);
  const scheduling = schedulingFor(input, divides);
  const request = scheduling && podRequest(object);
  const weighed = members.map((member) =>
    weigh(input, divides, member, roomFor(member.view, request, input.onItsWay?.(member.view))),
  );
  const divided = divideReplicas({
    key: `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`,
    wanted,
    preferences: preferencesOf(object, divides.preferences),
    members: weighed.map(({ division }) => division),
    granted: moves,
    ...(scheduling ? { rule: ruleFor(input, scheduling, members) } : {}),
  });
  const shares = new Map(divided.shares.map(({ cluster, replicas }) => [cluster, replicas]));
  const patches = sharePatches(divides, object, shares);
  const placed = divided.shares.flatMap(({ cluster, replicas, home, reason }, index): Placed[] => {
    const member = weighed[index];
    // As in 1.4: no empty copy where none is wanted, but one that is there stays, at 0.
    const { given, leaves } = member?.division ?? {};
    if (!member || (replicas === 0 && (given === undefined || leaves === true))) return [];
    const memory = packMemory({ given: replicas, home, away: member.away, full: member.full });
    return [{ cluster, patch: patches.get(cluster) ?? {}, reason, ...memory }];
  });
  const looks = weighed.flatMap(({ lookInMs }) => lookInMs ?? []);
  return {
    placed: sorted(placed),
    unplaced: divided.unplaced,
    notices: unplacedNotices(divided, wanted),
    recheckInMs: looks.length > 0 ? Math.min(...looks) : undefined,
    lost: new Set(members.filter(({ standing }) => standing.role === 'lost').map(({ view }) => view.name)),
    asked: divided.asked,
  };
}

function weigh(
  { held, now }: PlaceInput,
  divides: Division,
  { view, standing, row, leaves }: Member,
  room: number | undefined,
): Weighed {
  const memory = memoryOf(row);
  const given = row ? (divides.given(row.patch) ?? 0) : undefined;
  const facts = factsOf(held, row, given ?? 0);
  const full = fullness(memory.full, { given: given ?? 0, workload: facts.current }, view, now);
  const { role, why, changesInMs } = settled(standing, memory, view, now);
  const looks = [changesInMs, full.lookInMs].filter((ms) => ms !== undefined);
  return {
    division: {
      cluster: view.name,
      role,
      why,
      given,
      ready: facts.ready,
      home: memory.home ?? given,
      capacity: full.capacity,
      ...(leaves ? { leaves } : {}),
      ...(room === undefined ? {} : { room }),
    },
    away: role === 'lost' || (memory.away === true && role !== 'takes'),
    full: full.memory,
    lookInMs: looks.length > 0 ? Math.min(...looks) : undefined,
  };
}

/** One that was lost gets nothing new until it has been back for a while. */
function settled(standing: Standing, { away }: PlacementMemory, view: ClusterView, now: number): Standing {
  const left = view.readinessSince + SETTLE_MS - now;
  if (away !== true || standing.role !== 'takes' || left <= 0) return standing;
  return { role: 'keeps', why: 'back for less than half a minute', changesInMs: left };
}

function sorted(placed: readonly Placed[]): Placed[] {
  return [...placed].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}
