import {
  formatGroupResource,
  formatObjectKey,
  type GroupResource,
  type KubeObject,
  type ObjectKey,
} from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { factsOf, refersToOthers, selectorOf, type Facts, type Labels } from './references.js';

/** A workload or an Ingress that refers to others. */
export interface Referrer {
  readonly key: ObjectKey;
  readonly labels: Labels;
}

interface Known extends Referrer {
  readonly podLabels: Labels;
  /** Keys, whether such an object is there or not. */
  readonly names: readonly string[];
}

/**
 * Who refers to what, kept by the watches: a change costs what it names, whatever else there is. Empty until it follows
 * informers; what they keep went through keepReferences, or is whole.
 */
export class DependencyIndex {
  private readonly referrers = new Map<string, Known>();
  /** Keys of referrers by the key of what they name. */
  private readonly byName = new Index();
  /** Keys of referrers by namespace and one label of their pods. */
  private readonly byPodLabel = new Index();
  /** What ServiceAccounts refer to, by their key; and their keys by that of what they name. */
  private readonly accounts = new Map<string, readonly string[]>();
  private readonly byAccountName = new Index();
  /** Keys of Services by namespace and the first pair of their selector. */
  private readonly services = new Index();
  private readonly selectors = new Map<string, Labels>();
  /** Referrers whose dependencies follow them, as their last plan had it. */
  private readonly followed = new Set<string>();
  private readonly informers = new Map<string, Informer>();
  private readonly ready: Promise<void>[] = [];
  private wake: (key: string) => void = () => undefined;

  /** Before the informers start. `wake` hears the key of an object whose referrers are others now. */
  follow(informers: readonly Informer[], wake: (key: string) => void): void {
    this.wake = wake;
    for (const informer of informers) {
      const { resource } = informer;
      this.informers.set(formatGroupResource(resource), informer);
      const set = this.setterFor(resource);
      if (!set) continue;
      this.ready.push(informer.synced);
      informer.onChange(({ type, object }) =>
        set(keyOf(resource, object), type === 'DELETED' ? undefined : factsOf(object)),
      );
    }
  }

  private setterFor(
    resource: GroupResource,
  ): ((key: ObjectKey, facts: Facts | undefined) => void) | undefined {
    if (refersToOthers(resource)) return (key, facts) => this.setReferrer(key, facts);
    if (isServices(resource)) return (key, facts) => this.setService(key, facts?.selector ?? {});
    return isAccounts(resource) ? (key, facts) => this.setAccount(key, facts?.names ?? []) : undefined;
  }

  /** Every referrer is known. Before, "none" is no answer: an object would go everywhere. */
  async synced(): Promise<void> {
    await Promise.all(this.ready);
  }

  /** Who refers to an object: by name, by the name of an account that does, or because it is a Service that selects their pods. */
  referrersOf(key: ObjectKey, object: KubeObject): readonly Referrer[] {
    const text = formatObjectKey(key);
    const keys = new Set(this.byName.of(text));
    for (const account of this.byAccountName.of(text))
      for (const found of this.byName.of(account)) keys.add(found);
    if (isServices(key))
      for (const found of this.selectedBy(key.namespace, selectorOf(object))) keys.add(found);
    return [...keys].flatMap((one) => this.referrers.get(one) ?? []);
  }

  /** Keys of what a workload refers to, by its account too, and of the Services of its pods, as far as there are such objects. */
  dependenciesOf(referrer: string): readonly string[] {
    const known = this.referrers.get(referrer);
    return known ? this.existing(known) : [];
  }

  /** What the plan of a workload found: whether what it refers to follows it. True: that is another answer than before. */
  turned(referrer: string, follows: boolean): boolean {
    if (this.followed.has(referrer) === follows) return false;
    if (follows) this.followed.add(referrer);
    else this.followed.delete(referrer);
    return true;
  }

  private setReferrer(key: ObjectKey, facts: Facts | undefined): void {
    const text = formatObjectKey(key);
    const before = this.referrers.get(text);
    const now = facts && {
      key,
      labels: facts.labels,
      podLabels: facts.podLabels,
      names: facts.names.map((name) => dependencyKey(key.namespace, name)),
    };
    if (before) this.index(text, before, 'remove');
    if (now) this.index(text, now, 'add');
    if (now) this.referrers.set(text, now);
    else this.referrers.delete(text);
    if (!now) this.followed.delete(text);
    if (sameReferences(before, now)) return;
    const concerned = [before, now].flatMap((known) => (known ? this.existing(known) : []));
    for (const dependency of new Set(concerned)) this.wake(dependency);
  }

  private index(text: string, { key, podLabels, names }: Known, change: 'add' | 'remove'): void {
    for (const name of names) this.byName[change](name, text);
    for (const pair of pairs(podLabels)) this.byPodLabel[change](`${key.namespace}|${pair}`, text);
  }

  private setAccount(key: ObjectKey, found: readonly string[]): void {
    const text = formatObjectKey(key);
    const before = this.accounts.get(text) ?? [];
    const now = found.map((name) => dependencyKey(key.namespace, name));
    if (before.join('\n') === now.join('\n')) return;
    for (const name of before) this.byAccountName.remove(name, text);
    for (const name of now) this.byAccountName.add(name, text);
    if (now.length > 0) this.accounts.set(text, now);
    else this.accounts.delete(text);
    if (this.byName.of(text).size === 0) return;
    for (const name of new Set([...before, ...now])) if (this.isThere(name)) this.wake(name);
  }

  private setService(key: ObjectKey, selector: Labels): void {
    const text = formatObjectKey(key);
    const [before] = pairs(this.selectors.get(text) ?? {});
    if (before !== undefined) this.services.remove(`${key.namespace}|${before}`, text);
    this.selectors.delete(text);
    const [first] = pairs(selector);
    if (first === undefined) return;
    this.services.add(`${key.namespace}|${first}`, text);
    this.selectors.set(text, selector);
  }

  private existing({ key: { namespace }, podLabels, names }: Known): readonly string[] {
    const all = names.flatMap((name) => [name, ...(this.accounts.get(name) ?? [])]);
    const there = all.filter((name) => this.isThere(name));
    const candidates = pairs(podLabels).flatMap((pair) => [...this.services.of(`${namespace}|${pair}`)]);
    const services = candidates.filter((service) => matches(this.selectors.get(service) ?? {}, podLabels));
    return [...new Set([...there, ...services])];
  }

  private isThere(key: string): boolean {
    const [resource = '', ...rest] = key.split('/');
    return this.informers.get(resource)?.get(rest.join('/')) !== undefined;
  }

  /** Looks at those that have the rarest of the labels only. */
  private selectedBy(namespace: string, selector: Labels): readonly string[] {
    const [rarest] = pairs(selector)
      .map((pair) => this.byPodLabel.of(`${namespace}|${pair}`))
      .sort((a, b) => a.size - b.size);
    return [...(rarest ?? [])].filter((key) => matches(selector, this.referrers.get(key)?.podLabels ?? {}));
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Sets of texts by text; empty ones are forgotten. */
class Index {
  private readonly sets = new Map<string, Set<string>>();

  of(name: string): ReadonlySet<string> {
    return this.sets.get(name) ?? NONE;
  }

  add(name: string, value: string): void {
    const set = this.sets.get(name);
    if (set) set.add(value);
    else this.sets.set(name, new Set([value]));
  }

  remove(name: string, value: string): void {
    const set = this.sets.get(name);
    set?.delete(value);
    if (set?.size === 0) this.sets.delete(name);
  }
}

function isServices({ group, resource }: GroupResource): boolean {
  return group === '' && resource === 'services';
}

function isAccounts({ group, resource }: GroupResource): boolean {
  return group === '' && resource === 'serviceaccounts';
}

function keyOf({ group, resource }: GroupResource, { metadata }: KubeObject): ObjectKey {
  const { namespace = '', name = '' } = metadata;
  return { group, resource, namespace, name };
}

/** `configmaps/settings` in a namespace, as formatObjectKey has it. */
function dependencyKey(namespace: string, text: string): string {
  const slash = text.indexOf('/');
  const [resource, name] = [text.slice(0, slash), text.slice(slash + 1)];
  return formatObjectKey({ group: '', resource, namespace, name });
}

function pairs(labels: Labels): readonly string[] {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

function sameReferences(a: Known | undefined, b: Known | undefined): boolean {
  const text = (known: Known | undefined): string =>
    known ? [...known.names, '|', ...pairs(known.podLabels)].join('\n') : '';
  return text(a) === text(b);
}
