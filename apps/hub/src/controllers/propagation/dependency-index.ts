import {
  formatGroupResource,
  formatObjectKey,
  isJsonObject,
  type GroupResource,
  type KubeObject,
  type ObjectKey,
} from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { DEPENDENCY_RESOURCES, podDependencies, podLabels } from '#libs/placement';

/** Kinds whose pods refer to others. */
const REFERRERS: ReadonlySet<string> = new Set([
  'cronjobs.batch',
  'daemonsets.apps',
  'deployments.apps',
  'jobs.batch',
  'replicasets.apps',
  'statefulsets.apps',
]);

/** Kinds that follow them; DEPENDENCY_RESOURCES are of the core group. */
const DEPENDENCIES: ReadonlySet<string> = new Set(DEPENDENCY_RESOURCES);

type Labels = Readonly<Record<string, string>>;

/** What the index needs of an object beside its names. */
interface Facts {
  readonly labels: Labels;
  readonly podLabels: Labels;
  /** As podDependencies has them. */
  readonly names: readonly string[];
  /** Of a Service. */
  readonly selector: Labels;
}

const FACTS = Symbol('what refers to what');

/** A workload that refers to others. */
export interface Referrer {
  readonly key: ObjectKey;
  readonly labels: Labels;
}

interface Known extends Referrer {
  readonly podLabels: Labels;
  /** Keys, whether such an object is there or not. */
  readonly names: readonly string[];
}

export function refersToOthers(resource: GroupResource): boolean {
  return REFERRERS.has(formatGroupResource(resource));
}

export function followsOthers(resource: GroupResource): boolean {
  return resource.group === '' && DEPENDENCIES.has(resource.resource);
}

/** Keeps with a trimmed copy of `object` what the index needs of it: names and labels instead of whole pod templates. */
export function keepReferences(object: KubeObject, trimmed: KubeObject): KubeObject {
  const facts = factsOf(object);
  return facts ? Object.assign(trimmed, { [FACTS]: facts }) : trimmed;
}

/** Undefined: nothing that the index is about. What a controller made goes where that goes, not where others do. */
function factsOf(object: KubeObject): Facts | undefined {
  const kept = (object as { [FACTS]?: Facts })[FACTS];
  if (kept) return kept;
  if (object.metadata.ownerReferences?.some(({ controller }) => controller === true)) return undefined;
  if (object.kind === 'Service') {
    const selector = selectorOf(object);
    return Object.keys(selector).length === 0 ? undefined : { ...NO_FACTS, selector };
  }
  const labels = podLabels(object);
  const names = podDependencies(object);
  if (names.length === 0 && Object.keys(labels).length === 0) return undefined;
  return { labels: object.metadata.labels ?? {}, podLabels: labels, names, selector: {} };
}

const NO_FACTS: Facts = { labels: {}, podLabels: {}, names: [], selector: {} };

function selectorOf(service: KubeObject): Labels {
  const { selector } = (service['spec'] ?? {}) as { selector?: unknown };
  return isJsonObject(selector) ? (selector as Labels) : {};
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
      const isReferrer = refersToOthers(resource);
      if (!isReferrer && !isServices(resource)) continue;
      this.ready.push(informer.synced);
      informer.onChange(({ type, object }) => {
        const facts = type === 'DELETED' ? undefined : factsOf(object);
        if (isReferrer) this.setReferrer(keyOf(resource, object), facts);
        else this.setService(keyOf(resource, object), facts?.selector ?? {});
      });
    }
  }

  /** Every referrer is known. Before, "none" is no answer: an object would go everywhere. */
  async synced(): Promise<void> {
    await Promise.all(this.ready);
  }

  /** Who refers to an object: by name, or because it is a Service that selects their pods. */
  referrersOf(key: ObjectKey, object: KubeObject): readonly Referrer[] {
    const keys = new Set(this.byName.of(formatObjectKey(key)));
    if (isServices(key))
      for (const found of this.selectedBy(key.namespace, selectorOf(object))) keys.add(found);
    return [...keys].flatMap((one) => this.referrers.get(one) ?? []);
  }

  /** Keys of what a workload refers to, and of the Services of its pods, as far as there are such objects. */
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
    const there = names.filter((name) => {
      const [resource = '', ...rest] = name.split('/');
      return this.informers.get(resource)?.get(rest.join('/')) !== undefined;
    });
    const candidates = pairs(podLabels).flatMap((pair) => [...this.services.of(`${namespace}|${pair}`)]);
    const services = candidates.filter((service) => matches(this.selectors.get(service) ?? {}, podLabels));
    return [...new Set([...there, ...services])];
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
