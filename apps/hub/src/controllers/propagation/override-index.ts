import { type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { type Propagation, type SpreadKinds } from '#libs/kinds';
import { type Logger } from '#libs/process';
import { policiesOf, readOverridePolicy, type OverridePolicy } from '#libs/placement';
import { overridesFor, type Overrides } from './override-work.js';
import { type Scope } from './propagation.sources.js';

/** Of any kind. */
const EVERY = '*';

/** Which override policies mean which objects. Empty until it follows informers. */
export class OverrideIndex {
  /** By namespace ('' for cluster-wide ones) and the kinds that they select. */
  private readonly byKind = new Map<string, Set<OverridePolicy>>();
  private readonly read = new Map<string, OverridePolicy>();
  private readonly ready: Promise<void>[] = [];

  constructor(
    private readonly kinds: SpreadKinds,
    private readonly logger: Logger,
  ) {}

  /**
   * Mirrors policies of both kinds; before the informers start. `onChange` hears what a policy meant and means, whenever one
   * comes, changes or goes.
   */
  follow(policies: readonly Informer[], onChange: (scope: Scope) => void): void {
    for (const informer of policies) {
      this.ready.push(informer.synced);
      informer.onChange(({ type, object, previous }) => {
        const isSame = type === 'MODIFIED' && previous?.metadata.generation === object.metadata.generation;
        if (isSame) return;
        for (const policy of this.change(object, type === 'DELETED'))
          for (const scope of scopesOf(policy, this.kinds)) onChange(scope);
      });
    }
  }

  /** Every policy is known. Before, "none" is no answer: members would be given what nothing was overridden in. */
  async synced(): Promise<void> {
    await Promise.all(this.ready);
  }

  /** What each cluster gets in place of the object; undefined: all get the same. */
  of(
    { namespace, name }: Pick<ObjectKey, 'namespace' | 'name'>,
    object: KubeObject,
    propagation: Propagation,
  ): Overrides | undefined {
    const { kind, resource } = propagation;
    const places = namespace === '' ? [''] : ['', namespace];
    const near = places.flatMap((place) => [
      ...(this.byKind.get(`${place}|${EVERY}`) ?? []),
      ...(this.byKind.get(`${place}|${resource.group}/${kind}`) ?? []),
    ]);
    if (near.length === 0) return undefined;
    const selected = { group: resource.group, kind, namespace, name, labels: object.metadata.labels };
    return overridesFor(object, propagation, policiesOf(near, selected));
  }

  /** What it said, and says. */
  private change(object: KubeObject, isGone: boolean): readonly OverridePolicy[] {
    const { namespace = '', name = '' } = object.metadata;
    const key = `${namespace}/${name}`;
    const before = this.read.get(key);
    const now = isGone ? undefined : this.parse(object);
    if (before) for (const place of placesOf(before)) this.remove(place, before);
    if (now) for (const place of placesOf(now)) this.add(place, now);
    if (now) this.read.set(key, now);
    else this.read.delete(key);
    return [before, now].filter((policy) => policy !== undefined);
  }

  /** Undefined: it means nothing (an older hub may have stored it). */
  private parse(object: KubeObject): OverridePolicy | undefined {
    const { policy, causes } = readOverridePolicy(object);
    if (causes.length === 0) return policy;
    const { namespace, name } = object.metadata;
    const fields = causes.map(({ field }) => field);
    this.logger.warn({ namespace, name, fields }, 'an override policy is invalid and does not count');
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

function scopesOf({ namespace, selectors }: OverridePolicy, kinds: SpreadKinds): readonly Scope[] {
  if (selectors.length === 0) return kinds.all().map(({ resource }) => ({ resource, namespace, name: '' }));
  return selectors.flatMap((selector): Scope[] => {
    const resource = kinds.ofKind(selector.group, selector.kind)?.resource;
    const { namespace: within, name, labels } = selector;
    return resource ? [{ resource, namespace: within, name, labels }] : [];
  });
}
