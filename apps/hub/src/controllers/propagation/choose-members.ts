import { ANNOTATION_CLUSTER_SELECTOR } from '#libs/kinds';
import {
  chooseClusters,
  matchesClusterSelector,
  parseClusterSelector,
  type ChoiceCluster,
  type PropagationPolicy,
  type Verdict,
} from '#libs/placement';
import { clusterFacts, type ClusterView } from './cluster-view.js';
import { type Governed, type Member, type PlaceInput } from './decision.js';
import { SETTLE_MS } from './limits.js';
import { podRequest, roomFor } from './room.js';
import { standingOf, type Standing } from './standing.js';

/** Who may be given an object, or has it. */
export interface ChosenMembers {
  readonly members: readonly Member[];
  /** Absent: no policy governs it. */
  readonly governed?: Governed;
  /** Why nothing new is placed; undefined: something fits. */
  readonly nothingFits: string | undefined;
  /** When the choice is another by time alone: ms from now. */
  readonly recheckInMs: number | undefined;
}

/** The members of one object, by its policy and its own annotations. @throws StatusError Invalid for an annotation that means nothing */
export function chooseMembers(input: PlaceInput): ChosenMembers {
  const { object, clusters, policy } = input;
  const selector = object.metadata.annotations?.[ANNOTATION_CLUSTER_SELECTOR];
  const requirements = selector === undefined ? undefined : parseClusterSelector(selector);
  const selected = clusters.filter(
    ({ labels }) => requirements === undefined || matchesClusterSelector(requirements, labels),
  );
  if (policy) return byPolicy(input, policy, selected, requirements !== undefined);
  const members = selected
    .map((view) => memberOf(input, view))
    .filter(({ row, standing }) => row !== undefined || standing.role === 'takes');
  return { members, nothingFits: undefined, recheckInMs: undefined };
}

function memberOf(input: PlaceInput, view: ClusterView): Member {
  const row = input.held.rows.get(view.name);
  return {
    view,
    standing: standingFor(input, view),
    row: row?.action === 'apply' ? row : undefined,
    leaves: false,
  };
}

function standingFor({ now, policy, refused }: PlaceInput, view: ClusterView): Standing {
  const standing = standingOf(view, now, policy?.offlineMs);
  const why = standing.role === 'takes' ? refused?.(view) : undefined;
  return why === undefined ? standing : { role: 'keeps', why };
}

const BY_ANNOTATION = 'its labels do not match the cluster selector of the object';

/**
 * The object's own selector stands in place of the policy's affinity (docs/decisions/0030-policies.md); taints and spread
 * constraints hold for it as well.
 */
function byPolicy(
  input: PlaceInput,
  policy: PropagationPolicy,
  selected: readonly ClusterView[],
  ownSelector: boolean,
): ChosenMembers {
  const { now } = input;
  const all = selected.map((view) => memberOf(input, view));
  const request = policy.spread.length > 0 ? podRequest(input.object) : undefined;
  const settling = settlingIn(policy, all, now);
  const choice = chooseClusters({
    policy,
    byAffinity: !ownSelector,
    clusters: all.map((member) =>
      asChoice(
        member,
        roomFor(member.view, request, input.onItsWay?.(member.view)),
        settling.has(member.view.name),
      ),
    ),
    now,
  });
  const names = new Set(all.map(({ view }) => view.name));
  const others = input.clusters.filter(({ name }) => !names.has(name));
  const out = new Map(others.map(({ name }) => [name, BY_ANNOTATION]));
  const members: Member[] = [];
  for (const member of all) {
    const verdict = choice.verdicts.get(member.view.name) ?? CHOSEN;
    const has = member.row !== undefined || (verdict.is === 'chosen' && member.standing.role === 'takes');
    if (has) members.push(judged(member, verdict));
    if (!has || verdict.is === 'leaves') out.set(member.view.name, whyOut(verdict, member.standing));
  }
  return {
    members,
    governed: { policy, group: choice.group, out },
    nothingFits: choice.nothingFits,
    recheckInMs: earliest([choice.changesInMs, ...settling.values()]),
  };
}

const CHOSEN: Verdict = { is: 'chosen', why: '' };

function whyOut({ why }: Verdict, standing: Standing): string {
  return why === '' ? `${standing.why}: it takes nothing new` : why;
}

/**
 * What is well elsewhere does not go back to a better group of clusters before that has been Ready for a while: clusters by name, and
 * how long from now.
 */
function settlingIn(
  { groups }: PropagationPolicy,
  members: readonly Member[],
  now: number,
): ReadonlyMap<string, number> {
  const isWell = members.some(
    ({ row, standing: { role } }) => row !== undefined && (role === 'takes' || role === 'keeps'),
  );
  if (groups.length < 2 || !isWell) return new Map();
  return new Map(
    members.flatMap(({ view, row, standing }): [string, number][] => {
      const left = view.readinessSince + SETTLE_MS - now;
      return row === undefined && standing.role === 'takes' && left > 0 ? [[view.name, left]] : [];
    }),
  );
}

function asChoice(
  { view, row, standing }: Member,
  room: number | undefined,
  settles: boolean,
): ChoiceCluster {
  const { role, why } = standing;
  const facts = clusterFacts(view);
  const common = { facts, taints: view.taints ?? [], holds: row !== undefined, room };
  if (settles) return { ...common, role: 'keeps', why: 'back for less than half a minute' };
  return { ...common, role: role === 'takes' || role === 'keeps' ? role : 'leaves', why };
}

/** How a member stands that the choice has judged; who is lost stays lost, and who drains drains. */
function judged(member: Member, { is, why }: Verdict): Member {
  const { role } = member.standing;
  const standing: Standing = { ...member.standing, why };
  if (is === 'leaves')
    return {
      ...member,
      leaves: true,
      standing: role === 'lost' ? member.standing : { ...standing, role: 'drains' },
    };
  if (is === 'drains' && role !== 'lost' && role !== 'drains')
    return { ...member, standing: { ...standing, role: 'drains' } };
  if (is === 'stays' && role === 'takes') return { ...member, standing: { ...standing, role: 'keeps' } };
  return member;
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((ms) => ms !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
