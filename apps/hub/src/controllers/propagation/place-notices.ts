import { type Distribution } from '#libs/placement';
import { type Notice } from '../events/event-recorder.js';

/** Said on an object whose replicas do not all find a place. */
export function unplacedNotices(
  { unplaced, overflow }: { readonly unplaced: number; readonly overflow: Readonly<Record<string, number>> },
  wanted: number,
): Notice[] {
  if (unplaced === 0) return [];
  const full = Object.entries(overflow)
    .map(([cluster, count]) => `${cluster} ${count}`)
    .join(', ');
  return [
    {
      type: 'Warning',
      reason: 'ReplicasUnplaced',
      message: `${unplaced} of ${wanted} replicas are not placed: no selected cluster may or can take more${full === '' ? '' : ` (beyond capacity: ${full})`}`,
    },
  ];
}

/** Why clusters that took part in a division have no part of it, by name. */
export function reasonsForNone({
  plan,
  reasons,
}: Pick<Distribution, 'plan' | 'reasons'>): ReadonlyMap<string, string> {
  return new Map(
    reasons.flatMap(({ cluster, message }) => ((plan[cluster] ?? 0) > 0 ? [] : [[cluster, message]])),
  );
}
