/** When a new table is worth publishing: away fast, everything else calmly (reference: section 2.4). */

export interface PublishRules {
  /** The smallest change of a share that is published. */
  readonly minShareChange: number;
  /** The shortest time between two tables of which nobody is the worse off. */
  readonly minIntervalMs: number;
}

export const DEFAULT_PUBLISH_RULES: PublishRules = { minShareChange: 0.02, minIntervalMs: 1_000 };

/** What a table says, as far as this decision goes. */
export interface TableContent {
  /** Changes with whatever a user changed: hosts, weights, policy. Published at once. */
  readonly revision: string;
  readonly usable: ReadonlySet<string>;
  /** Shares by target, by client region; what is shed is a target of its own, so that it counts too. */
  readonly shares: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export interface PublishedTable extends TableContent {
  readonly atMs: number;
}

/** Why a table is published; undefined: it is not. */
export type PublishReason = 'First' | 'Revised' | 'UsableSetChanged' | 'SharesMoved';

/**
 * A first table, one that a user changed, and one with other usable clusters go out at once; else the shares must have
 * moved from what was published last, and that must be a while ago.
 */
export function publishReason(
  last: PublishedTable | undefined,
  next: TableContent,
  nowMs: number,
  rules: PublishRules = DEFAULT_PUBLISH_RULES,
): PublishReason | undefined {
  if (last === undefined) return 'First';
  if (last.revision !== next.revision) return 'Revised';
  if (!sameSet(last.usable, next.usable)) return 'UsableSetChanged';
  if (nowMs - last.atMs < rules.minIntervalMs) return undefined;
  return largestChange(last.shares, next.shares) >= rules.minShareChange ? 'SharesMoved' : undefined;
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

const NONE: ReadonlyMap<string, number> = new Map();

function largestChange(last: TableContent['shares'], next: TableContent['shares']): number {
  let largest = 0;
  for (const client of new Set([...last.keys(), ...next.keys()])) {
    const before = last.get(client) ?? NONE;
    const after = next.get(client) ?? NONE;
    for (const target of new Set([...before.keys(), ...after.keys()]))
      largest = Math.max(largest, Math.abs((after.get(target) ?? 0) - (before.get(target) ?? 0)));
  }
  return largest;
}
