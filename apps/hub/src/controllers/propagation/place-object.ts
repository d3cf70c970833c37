import { isJsonObject, type KubeObject } from '#libs/apimachinery';
import { sharePatches, type Division } from '#libs/kinds';
import { chooseMembers, type ChosenMembers } from './choose-members.js';
import { type ClusterView } from './cluster-view.js';
import { type Decision, type Member, type Placed, type PlaceInput } from './decision.js';
import { outOfDependency, withDependency } from './dependency.js';
import { divideBounds } from './divide-bounds.js';
import { divideOnce } from './divide-once.js';
import { divideReplicas, type DivisionMember } from './divide-replicas.js';
import { fullness } from './fullness.js';
import { illness } from './illness.js';
import { SETTLE_MS } from './limits.js';
import { factsOf, type Facts } from './member-facts.js';
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
  /** To be remembered. */
  readonly kept: Pick<Parameters<typeof packMemory>[0], 'away' | 'full' | 'ill'>;
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
  const known = members.map((member) => knownOf(input, divides, member));
  const isWell = wellElsewhere(known);
  const weighed = known.map((one) => {
    const { view } = one.member;
    return weigh(input, one, isWell(one), roomFor(view, request, input.onItsWay?.(view)));
  });
  const divided = divideReplicas({
    key: `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`,
    wanted,
    preferences: preferencesOf(object, divides.preferences),
    members: weighed.map(({ division }) => division),
    granted: moves,
    purgeIll: input.policy?.application?.purge ?? 'Gracefully',
    ...(scheduling ? { rule: ruleFor(input, scheduling, members) } : {}),
  });
  const shares = new Map(divided.shares.map(({ cluster, replicas }) => [cluster, replicas]));
  const patches = sharePatches(divides, object, shares);
  const placed = divided.shares.flatMap(({ cluster, replicas, home, reason }, index): Placed[] => {
    const member = weighed[index];
    // As in 1.4: no empty copy where none is wanted, but one that is there stays, at 0.
    const { given, leaves } = member?.division ?? {};
    if (!member || (replicas === 0 && (given === undefined || leaves === true))) return [];
    const memory = packMemory({ given: replicas, home, ...member.kept });
    return [{ cluster, patch: patches.get(cluster) ?? {}, reason, ...memory }];
  });
  const looks = weighed.flatMap(({ lookInMs }) => lookInMs ?? []);
  const has = new Set(placed.map(({ cluster }) => cluster));
  return {
    placed: sorted(placed),
    none: new Map(
      divided.shares.flatMap(({ cluster, reason }) => (has.has(cluster) ? [] : [[cluster, reason]])),
    ),
    unplaced: divided.unplaced,
    notices: unplacedNotices(divided, wanted),
    recheckInMs: looks.length > 0 ? Math.min(...looks) : undefined,
    lost: new Set(members.filter(({ standing }) => standing.role === 'lost').map(({ view }) => view.name)),
    asked: divided.asked,
  };
}

/** What a member was given and made of it. */
interface Known {
  readonly member: Member;
  readonly given: number | undefined;
  readonly facts: Facts;
}

function knownOf({ held }: PlaceInput, divides: Division, member: Member): Known {
  const { row } = member;
  const given = row ? (divides.given(row.patch) ?? 0) : undefined;
  return { member, given, facts: factsOf(held, row, given ?? 0) };
}

/** Where it is ready nowhere it is to blame itself, and nothing is gained by moving it; in a single member nobody can tell. */
function wellElsewhere(known: readonly Known[]): (one: Known) => boolean {
  const having = known.filter(({ given = 0 }) => given > 0);
  const well = having.filter(({ facts }) => facts.ready > 0);
  return (one) => having.length === 1 || well.some((other) => other !== one);
}

function weigh(
  { policy, now }: PlaceInput,
  { member: { view, standing, row, leaves }, given = 0, facts }: Known,
  isElsewhereWell: boolean,
  room: number | undefined,
): Weighed {
  const memory = memoryOf(row);
  const { role, why, changesInMs } = settled(standing, memory, view, now);
  const held = row ? given : undefined;
  const observed = { given, workload: facts.current };
  const judged = { ...observed, before: memory.ill, role, isElsewhereWell, now };
  const ill = illness({ ...judged, policy: policy?.application });
  const full = fullness(memory.full, { ...observed, ill: ill.count }, view, now);
  const looks = [changesInMs, full.lookInMs, ill.lookInMs].filter((ms) => ms !== undefined);
  return {
    division: {
      cluster: view.name,
      role,
      why,
      given: held,
      ready: facts.ready,
      home: memory.home ?? held,
      capacity: full.capacity,
      ...(full.memory?.ill ? { ill: ill.count } : {}),
      ...(leaves ? { leaves } : {}),
      ...(room === undefined ? {} : { room }),
    },
    kept: {
      away: role === 'lost' || (memory.away === true && role !== 'takes'),
      full: full.memory,
      ill: ill.memory,
    },
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
