import { type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { keyOf, type Informer } from '#libs/controller-runtime';
import { type Propagation } from '#libs/kinds';
import {
  governingPolicy,
  readPropagationPolicy,
  type PropagationPolicy,
  type ResourceSelector,
} from '#libs/placement';
import { type Logger } from '#libs/process';

/** The policies there are, by what they select. Empty until it follows informers. */
export class PolicyIndex {
  /** By kind and namespace ('' for any), then by the policy's own key. */
  private readonly byScope = new Map<string, Map<string, PropagationPolicy>>();
  private readonly all = new Map<string, PropagationPolicy>();
  /** Keys of those with propagateDeps. */
  private readonly propagating = new Set<string>();
  private clusters: Informer | undefined;
  private readonly ready: Promise<void>[] = [];

  constructor(private readonly logger: Logger) {}

  /**
   * Mirrors policies of both kinds; before the informers start. `onChange` hears what a policy selected and selects, whenever one
   * comes, changes or goes.
   */
  follow(
    policies: readonly Informer[],
    clusters: Informer,
    onChange: (selectors: readonly ResourceSelector[]) => void,
  ): void {
    this.clusters = clusters;
    for (const informer of policies) {
      this.ready.push(informer.synced);
      informer.onChange(({ type, object, previous }) => {
        const isSame = type === 'MODIFIED' && previous?.metadata.generation === object.metadata.generation;
        if (isSame) return;
        const key = keyOf(object);
        const before = this.remove(key)?.selectors ?? [];
        const after = type === 'DELETED' ? [] : this.add(key, object);
        onChange([...before, ...after]);
      });
    }
  }

  /** Every policy is known. Before, "none" is no answer: an object would go everywhere. */
  async synced(): Promise<void> {
    await Promise.all(this.ready);
  }

  /** The policy of an object; undefined: none governs it. */
  governing(
    { namespace, name }: Pick<ObjectKey, 'namespace' | 'name'>,
    { resource: { group }, kind }: Propagation,
    labels: Readonly<Record<string, string>> | undefined,
  ): PropagationPolicy | undefined {
    const found = this.near(group, kind, namespace);
    return found.length === 0
      ? undefined
      : governingPolicy(found, { group, kind, namespace, name, labels })?.policy;
  }

  /** Whether there are any. */
  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  /** Whether any policy has what is referred to follow. */
  get propagatesDependencies(): boolean {
    return this.propagating.size > 0;
  }

  /** Policies with a selector for this kind and namespace ('': any). */
  near(group: string, kind: string, namespace: string): PropagationPolicy[] {
    const buckets = namespace === '' ? [''] : [namespace, ''];
    return buckets.flatMap((bucket) => [
      ...(this.byScope.get(scopeOf({ group, kind, namespace: bucket }))?.values() ?? []),
    ]);
  }

  /** Whether a member of this name is registered; true while nobody knows. */
  knowsCluster(name: string): boolean {
    return this.clusters === undefined || this.clusters.get(`/${name}`) !== undefined;
  }

  private add(key: string, object: KubeObject): readonly ResourceSelector[] {
    try {
      const policy = readPropagationPolicy(object);
      this.all.set(key, policy);
      if (policy.propagateDeps) this.propagating.add(key);
      for (const selector of policy.selectors) {
        const bucket = this.byScope.get(scopeOf(selector)) ?? new Map<string, PropagationPolicy>();
        this.byScope.set(scopeOf(selector), bucket.set(key, policy));
      }
      return policy.selectors;
    } catch (error) {
      // Admission refuses such a one; an older hub may have let it in.
      this.logger.error({ err: error, policy: key }, 'a policy cannot be read, and governs nothing');
      return [];
    }
  }

  private remove(key: string): PropagationPolicy | undefined {
    const policy = this.all.get(key);
    this.all.delete(key);
    this.propagating.delete(key);
    for (const selector of policy?.selectors ?? []) {
      const bucket = this.byScope.get(scopeOf(selector));
      bucket?.delete(key);
      if (bucket?.size === 0) this.byScope.delete(scopeOf(selector));
    }
    return policy;
  }
}

function scopeOf({ group, kind, namespace }: Pick<ResourceSelector, 'group' | 'kind' | 'namespace'>): string {
  return `${group}/${kind}/${namespace}`;
}
