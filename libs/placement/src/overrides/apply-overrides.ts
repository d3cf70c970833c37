import { StatusError, type JsonObject, type KubeObject } from '#libs/apimachinery';
import { type ClusterFacts } from '../cluster-affinity.js';
import { MAX_OVERRIDDEN_CHARS } from '../limits.js';
import { applyOverrider } from './apply-overrider.js';
import { mergeDifference } from './merge-difference.js';
import { type Overrider } from './overrider.js';
import { rulesFor, type OverridePolicy } from './override-policy.js';
import { protectedProblem } from './protected.js';
import { renderValue } from './template.js';

/** What one cluster gets in place of what all get. */
export type Overridden =
  | {
      /** RFC 7386, against the object that all get; empty: no difference. */
      readonly patch: JsonObject;
      /** Names of the policies that had a part in it, in order. */
      readonly by: readonly string[];
    }
  | {
      /** Why it cannot be said what this cluster gets. Shows no values. */
      readonly problem: string;
    };

export interface OverrideInput {
  /** As every cluster would get it, with the numbers that are divided as the user wrote them. */
  readonly object: KubeObject;
  /** Those that mean it, in order (policiesOf). */
  readonly policies: readonly OverridePolicy[];
  /** Paths of what is divided over clusters. */
  readonly divided: readonly (readonly string[])[];
}

interface Part {
  readonly policy: string;
  readonly overrider: Overrider;
}

const NOTHING: Overridden = { patch: {}, by: [] };

/**
 * What each cluster gets in place of the object, computed when it is asked for. Clusters for which the same rules say the same
 * share the answer.
 */
export function overridesOf(input: OverrideInput): (cluster: ClusterFacts) => Overridden {
  if (input.policies.length === 0) return () => NOTHING;
  const known = new Map<string, Overridden>();
  return (cluster) => {
    const parts = partsFor(input.policies, cluster);
    if ('problem' in parts) return parts;
    if (parts.length === 0) return NOTHING;
    const key = JSON.stringify(parts);
    let found = known.get(key);
    if (!found) known.set(key, (found = apply(input, parts)));
    return found;
  };
}

function partsFor(
  policies: readonly OverridePolicy[],
  cluster: ClusterFacts,
): readonly Part[] | { readonly problem: string } {
  const parts: Part[] = [];
  for (const policy of policies) {
    const overriders = rulesFor(policy, cluster).flatMap((rule) => rule.overriders);
    const said = attempt(policyName(policy), () => overriders.map((one) => rendered(one, cluster)));
    if ('problem' in said) return said;
    for (const overrider of said.done) parts.push({ policy: policyName(policy), overrider });
  }
  return parts;
}

function rendered(overrider: Overrider, cluster: ClusterFacts): Overrider {
  return { ...overrider, value: renderValue(overrider.value, cluster) } as Overrider;
}

function apply({ object, divided }: OverrideInput, parts: readonly Part[]): Overridden {
  let changed: JsonObject = object;
  for (const { policy, overrider } of parts) {
    const applied = attempt(policy, () => applyOverrider(changed, overrider));
    if ('problem' in applied) return applied;
    const problem = protectedProblem(object, applied.done, divided);
    if (problem !== undefined) return { problem: `${policy}: ${problem}` };
    changed = applied.done;
  }
  const by = [...new Set(parts.map(({ policy }) => policy))];
  if (JSON.stringify(changed).length > MAX_OVERRIDDEN_CHARS)
    return {
      problem: `${by.join(', ')}: the object would be larger than ${MAX_OVERRIDDEN_CHARS} characters`,
    };
  return { patch: mergeDifference(object, changed), by };
}

/** As messages name it. */
export function policyName({ namespace, name }: Pick<OverridePolicy, 'namespace' | 'name'>): string {
  return namespace === '' ? `ClusterOverridePolicy ${name}` : `OverridePolicy ${name}`;
}

function attempt<Done>(
  policy: string,
  run: () => Done,
): { readonly done: Done } | { readonly problem: string } {
  try {
    return { done: run() };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { problem: `${policy}: ${error.message}` };
  }
}
