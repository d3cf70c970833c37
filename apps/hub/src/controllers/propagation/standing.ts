import { type ClusterView } from './cluster-view.js';
import { OFFLINE_GRACE_MS } from './limits.js';

/**
 * What may be given to a member, and what stays there. takes: anything; keeps: what it holds and nothing more; drains: it
 * gives up what runs there; lost: others do its part.
 */
export type Role = 'takes' | 'keeps' | 'drains' | 'lost';

export interface Standing {
  readonly role: Role;
  /** For people; '' when it takes. */
  readonly why: string;
  /** When the answer changes by time alone: ms from now. */
  readonly changesInMs?: number;
}

interface Rule {
  readonly when: (cluster: ClusterView, now: number) => boolean;
  readonly standing: (cluster: ClusterView, now: number) => Standing;
}

const graceLeft = ({ offlineSince }: ClusterView, now: number): number =>
  offlineSince + OFFLINE_GRACE_MS - now;

/** First match wins. */
const RULES: readonly Rule[] = [
  {
    when: (cluster, now) => cluster.offline && graceLeft(cluster, now) <= 0,
    standing: () => ({ role: 'lost', why: 'Offline for too long' }),
  },
  {
    when: (cluster) => cluster.draining,
    standing: (cluster, now) => ({ role: 'drains', why: 'draining', ...until(cluster, now) }),
  },
  {
    when: (cluster) => cluster.offline,
    standing: (cluster, now) => ({ role: 'keeps', why: 'Offline', ...until(cluster, now) }),
  },
  {
    when: (cluster) => !cluster.ready,
    standing: () => ({ role: 'keeps', why: 'not Ready' }),
  },
  {
    when: (cluster) => cluster.cordoned,
    standing: () => ({ role: 'keeps', why: 'cordoned' }),
  },
];

function until(cluster: ClusterView, now: number): Pick<Standing, 'changesInMs'> {
  return cluster.offline ? { changesInMs: graceLeft(cluster, now) } : {};
}

const TAKES: Standing = { role: 'takes', why: '' };

/** How a member stands now, whatever it holds. */
export function standingOf(cluster: ClusterView, now: number): Standing {
  const rule = RULES.find(({ when }) => when(cluster, now));
  return rule ? rule.standing(cluster, now) : TAKES;
}
