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
  /** `left`: ms until nobody waits for it any more, if it is Offline. */
  readonly when: (cluster: ClusterView, left: number) => boolean;
  readonly standing: (cluster: ClusterView, left: number) => Standing;
}

/** First match wins. */
const RULES: readonly Rule[] = [
  {
    when: (cluster, left) => cluster.offline && left <= 0,
    standing: () => ({ role: 'lost', why: 'Offline for too long' }),
  },
  {
    when: (cluster) => cluster.draining,
    standing: (cluster, left) => ({ role: 'drains', why: 'draining', ...until(cluster, left) }),
  },
  {
    when: (cluster) => cluster.offline,
    standing: (cluster, left) => ({ role: 'keeps', why: 'Offline', ...until(cluster, left) }),
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

function until(cluster: ClusterView, left: number): Pick<Standing, 'changesInMs'> {
  return cluster.offline ? { changesInMs: left } : {};
}

const TAKES: Standing = { role: 'takes', why: '' };

/** How a member stands now, whatever it holds. `graceMs`: how long it may be Offline before others take over. */
export function standingOf(cluster: ClusterView, now: number, graceMs = OFFLINE_GRACE_MS): Standing {
  const left = cluster.offlineSince + graceMs - now;
  const rule = RULES.find(({ when }) => when(cluster, left));
  return rule ? rule.standing(cluster, left) : TAKES;
}
