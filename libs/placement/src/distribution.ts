/** Why a cluster got what it got; `rule` is one word for machines. */
export interface PlacementReason {
  readonly cluster: string;
  readonly rule: string;
  readonly message: string;
}

/** How many replicas each cluster gets. */
export interface Distribution {
  /** By cluster, in order of name: every cluster of the input, except in the policy form, which leaves out those with none. */
  readonly plan: Readonly<Record<string, number>>;
  /** What a cluster was to get beyond its capacity, where the rules of the original federation report it. */
  readonly overflow: Readonly<Record<string, number>>;
  /** Replicas that no cluster takes. */
  readonly unplaced: number;
  /** One for each cluster of the input, in order of name. */
  readonly reasons: readonly PlacementReason[];
}

/** What one cluster gets, as the division rules work it out. */
export interface Share {
  readonly cluster: string;
  readonly replicas: number;
  readonly overflow?: number;
  readonly rule: string;
  readonly message: string;
}

/** Puts the shares of all clusters together. */
export function toDistribution(
  replicas: number,
  shares: readonly Share[],
  options: { readonly leaveOutZero?: boolean } = {},
): Distribution {
  const sorted = [...shares].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  const planned = options.leaveOutZero === true ? sorted.filter((share) => share.replicas > 0) : sorted;
  const placed = sorted.reduce((sum, share) => sum + share.replicas, 0);
  return {
    plan: Object.fromEntries(planned.map((share) => [share.cluster, share.replicas])),
    overflow: Object.fromEntries(
      sorted.flatMap(({ cluster, overflow = 0 }) => (overflow > 0 ? [[cluster, overflow]] : [])),
    ),
    unplaced: replicas - placed,
    reasons: sorted.map(({ cluster, rule, message }) => ({ cluster, rule, message })),
  };
}

/** Text as JSON objects order it and as Go compares it: by code unit. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
