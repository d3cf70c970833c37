import { affinityRefusal, type ClusterFacts } from './cluster-affinity.js';
import { type AffinityGroup, type PropagationPolicy } from './propagation-policy.js';
import { spreadOver } from './spread-constraints.js';
import { taintedFor, type Taint, type Tainted } from './tolerations.js';

/** A cluster, as the choice sees it. */
export interface ChoiceCluster {
  readonly facts: ClusterFacts;
  readonly taints: readonly Taint[];
  /** It has the object. */
  readonly holds: boolean;
  /** takes: anything; keeps: what it has and no more; leaves: it gives up what it has, or is lost. */
  readonly role: 'takes' | 'keeps' | 'leaves';
  /** Why it does not take, for people. */
  readonly why: string;
  /** How many replicas fit there; undefined: nobody knows, or it does not matter. */
  readonly room: number | undefined;
}

/**
 * chosen: it has a part or may get one; stays: what is there stays, and nothing new comes; drains: what runs there goes, for the
 * sake of the cluster; leaves: it shall not have the object.
 */
export interface Verdict {
  readonly is: 'chosen' | 'stays' | 'drains' | 'leaves';
  /** By which rule, for people; '' when it is chosen. */
  readonly why: string;
}

export interface Choice {
  /** By name, one for each cluster. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The group that was taken; '' without groups or when none fits. */
  readonly group: string;
  /** Why nothing new is placed, for people; undefined: something fits. */
  readonly nothingFits: string | undefined;
  /** When a toleration ends: ms from now. */
  readonly changesInMs: number | undefined;
}

export interface ChoiceInput {
  readonly policy: Pick<PropagationPolicy, 'groups' | 'tolerations' | 'spread'>;
  /** False: the object says itself which clusters it goes to, and these are they. */
  readonly byAffinity: boolean;
  readonly clusters: readonly ChoiceCluster[];
  /** ms since the epoch. */
  readonly now: number;
}

const CHOSEN: Verdict = { is: 'chosen', why: '' };
const ANYWHERE: AffinityGroup = {
  name: '',
  affinity: { names: new Set(), excluded: new Set(), labels: undefined, fields: [] },
};

/**
 * Which clusters an object may go to. Groups of clusters are tried in order, every time from the first: the first in which some
 * cluster can have it, and the spread constraints hold, is taken. Where none fits nothing new is placed, and what is
 * somewhere already stays if it may be there (a policy that fits nowhere takes nothing away).
 */
export function chooseClusters({ policy, byAffinity, clusters, now }: ChoiceInput): Choice {
  const tainted = new Map(
    clusters.map(({ facts, taints }) => [facts.name, taintedFor(taints, policy.tolerations, now)]),
  );
  const ends = [...tainted.values()].flatMap(({ changesInMs }) => changesInMs ?? []);
  const changesInMs = ends.length > 0 ? Math.min(...ends) : undefined;
  const groups = byAffinity ? policy.groups : [ANYWHERE];
  const tries = groups.map((group) => tryGroup(group, policy, clusters, tainted));
  const fitting = tries.find(({ unfit }) => unfit === undefined);
  if (fitting)
    return { verdicts: fitting.verdicts, group: fitting.group, nothingFits: undefined, changesInMs };
  const nothingFits = whyNot(tries);
  return { verdicts: staying(clusters, tries, nothingFits), group: '', nothingFits, changesInMs };
}

interface Try {
  readonly group: string;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Undefined: it fits. */
  readonly unfit: string | undefined;
}

function tryGroup(
  { name, affinity }: AffinityGroup,
  { spread }: ChoiceInput['policy'],
  clusters: readonly ChoiceCluster[],
  tainted: ReadonlyMap<string, Tainted>,
): Try {
  const verdicts = new Map<string, Verdict>();
  const open: ChoiceCluster[] = [];
  for (const cluster of clusters) {
    const { name: own } = cluster.facts;
    const refusal = affinityRefusal(affinity, cluster.facts);
    const verdict = refusal === undefined ? standing(cluster, tainted.get(own)) : filtered(refusal, name);
    verdicts.set(own, verdict);
    if (verdict.is === 'chosen' || (verdict.is === 'stays' && cluster.holds)) open.push(cluster);
  }
  const { chosen, left, unmet } = spreadOver(spread, open);
  for (const [own, why] of left) verdicts.set(own, { is: 'leaves', why });
  const unfit = chosen.size === 0 ? 'no cluster can take it' : unmet && `spread constraint: ${unmet}`;
  return { group: name, verdicts, unfit };
}

function filtered(refusal: string, group: string): Verdict {
  const by = group === '' ? 'filtered by affinity' : `filtered by affinity ${group}`;
  return { is: 'leaves', why: `${by}: ${refusal}` };
}

/** Of a cluster that the affinity means. */
function standing({ role, why, holds }: ChoiceCluster, tainted: Tainted | undefined): Verdict {
  if (tainted?.effect === 'NoExecute') return { is: 'drains', why: `tainted: ${tainted.key}` };
  if (role === 'leaves') return { is: 'drains', why };
  if (tainted?.effect === 'NoSchedule') return { is: 'stays', why: `tainted: ${tainted.key}` };
  return role === 'takes' || holds ? CHOSEN : { is: 'stays', why: `${why}: it takes nothing new` };
}

/** Nothing fits: whoever has it and may have it keeps it, and nobody gets it. */
function staying(
  clusters: readonly ChoiceCluster[],
  tries: readonly Try[],
  nothingFits: string,
): ReadonlyMap<string, Verdict> {
  return new Map(
    clusters.map(({ facts: { name } }): [string, Verdict] => {
      const verdicts = tries.flatMap(({ verdicts }) => verdicts.get(name) ?? []);
      const may = verdicts.find(({ is }) => is === 'chosen' || is === 'stays');
      const why = may?.why ?? '';
      if (may) return [name, { is: 'stays', why: why === '' ? nothingFits : why }];
      return [name, verdicts.find(({ is }) => is === 'drains') ?? verdicts[0] ?? CHOSEN];
    }),
  );
}

function whyNot(tries: readonly Try[]): string {
  return tries.map(({ group, unfit = '' }) => (group === '' ? unfit : `${group}: ${unfit}`)).join('; ');
}
