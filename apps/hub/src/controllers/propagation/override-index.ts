import { type KubeObject } from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { type SpreadKinds } from '#libs/kinds';
import { type Logger } from '#libs/process';
import { policiesOf, readOverridePolicy, type OverridePolicy, type SelectedObject } from '#libs/placement';
import { type Scope } from './propagation.sources.js';

export interface OverrideIndexOptions {
  /** Of OverridePolicies and ClusterOverridePolicies; they keep whole objects, and others start them. */
  readonly policies: readonly Informer[];
  readonly kinds: SpreadKinds;
  /** A policy came, went or is another one: what it meant and means may be another in some cluster now. */
  readonly onChange: (scope: Scope) => void;
  readonly logger: Logger;
}

/** Of any kind. */
const EVERY = '*';

/** Which override policies mean which objects. Make it before the informers start. */
export class OverrideIndex {
  /** Every policy is known. Before, "none" is no answer: members would be given what nothing was overridden in. */
  readonly synced: Promise<unknown>;
  /** By namespace ('' for cluster-wide ones) and the kinds that they select. */
  private readonly byKind = new Map<string, Set<OverridePolicy>>();
  private readonly read = new Map<string, OverridePolicy>();

  constructor(private readonly options: OverrideIndexOptions) {
    this.synced = Promise.all(options.policies.map(({ synced }) => synced));
    // Whoever plans waits for it, and hears; a hub that stops before has nobody who does.
    this.synced.catch(() => undefined);
    for (const informer of options.policies)
      informer.onChange(({ type, object, previous }) => {
        const isSame = type === 'MODIFIED' && previous?.metadata.generation === object.metadata.generation;
        if (!isSame) this.change(object, type === 'DELETED');
      });
  }

  /** In the order in which they are applied (policiesOf). */
  of(object: SelectedObject): readonly OverridePolicy[] {
    const { namespace, group, kind } = object;
    const places = namespace === '' ? [''] : ['', namespace];
    const found = places.flatMap((place) => [
      ...(this.byKind.get(`${place}|${EVERY}`) ?? []),
      ...(this.byKind.get(`${place}|${group}/${kind}`) ?? []),
    ]);
    return found.length === 0 ? [] : policiesOf(found, object);
  }

  private change(object: KubeObject, isGone: boolean): void {
    const { namespace = '', name = '' } = object.metadata;
    const key = `${namespace}/${name}`;
    const before = this.read.get(key);
    const now = isGone ? undefined : this.parse(object);
    if (before) for (const place of placesOf(before)) this.remove(place, before);
    if (now) for (const place of placesOf(now)) this.add(place, now);
    if (now) this.read.set(key, now);
    else this.read.delete(key);
    for (const policy of [before, now])
      if (policy) for (const scope of scopesOf(policy, this.options.kinds)) this.options.onChange(scope);
  }

  /** Undefined: it means nothing (an older hub may have stored it). */
  private parse(object: KubeObject): OverridePolicy | undefined {
    const { policy, causes } = readOverridePolicy(object);
    if (causes.length === 0) return policy;
    const { namespace, name } = object.metadata;
    const fields = causes.map(({ field }) => field);
    this.options.logger.warn({ namespace, name, fields }, 'an override policy is invalid and does not count');
    return undefined;
  }

  private add(place: string, policy: OverridePolicy): void {
    const known = this.byKind.get(place);
    if (known) known.add(policy);
    else this.byKind.set(place, new Set([policy]));
  }

  private remove(place: string, policy: OverridePolicy): void {
    const known = this.byKind.get(place);
    known?.delete(policy);
    if (known?.size === 0) this.byKind.delete(place);
  }
}

function placesOf({ namespace, selectors }: OverridePolicy): readonly string[] {
  const kinds = selectors.map(({ group, kind }) => `${group}/${kind}`);
  return [...new Set(kinds.length === 0 ? [EVERY] : kinds)].map((kind) => `${namespace}|${kind}`);
}

/** Labels are not looked at: informers of objects do not keep them. */
function scopesOf({ namespace, selectors }: OverridePolicy, kinds: SpreadKinds): readonly Scope[] {
  if (selectors.length === 0) return kinds.all().map(({ resource }) => ({ resource, namespace, name: '' }));
  return selectors.flatMap((selector): Scope[] => {
    const resource = kinds.ofKind(selector.group, selector.kind)?.resource;
    return resource ? [{ resource, namespace: selector.namespace, name: selector.name }] : [];
  });
}
