import { type GroupResource, type KubeObject } from '#libs/apimachinery';
import { type Informer } from '#libs/controller-runtime';
import { type Clock } from '#libs/process';
import { isFinished, type Pod } from '../cluster/pod.js';
import { EXPECTATION_MS } from '../limits.js';
import { chargesOf, classOf, inScopes, type Charges, type PodClass } from './charges.js';

interface Pending {
  readonly charges: Charges;
  readonly podClass: PodClass | undefined;
  /** ms; forgotten after a while: what was admitted need not be written. */
  readonly at: number;
}

/** What one namespace uses, by what kind of pod uses it. */
interface NamespaceUsage {
  readonly totals: Map<string, Map<string, number>>;
  readonly classes: Map<string, PodClass | undefined>;
  /** Admitted and not seen stored yet, by uid. */
  readonly pending: Map<string, Pending>;
}

/** What the objects of each namespace take of quotas, kept up change by change: nothing is counted anew. */
export class Usage {
  private readonly namespaces = new Map<string, NamespaceUsage>();
  private readonly listeners: ((namespace: string) => void)[] = [];

  constructor(private readonly clock: Clock) {}

  follow(informers: readonly Informer[]): void {
    for (const informer of informers)
      informer.onChange(({ type, object, previous }) => {
        const { namespace = '', uid = '' } = object.metadata;
        if (namespace === '') return;
        const of = this.of(namespace);
        of.pending.delete(uid);
        if (type === 'MODIFIED' && previous && takesAsMuch(object, previous)) return;
        if (previous) add(of, informer.resource, previous, -1);
        if (type !== 'DELETED') add(of, informer.resource, object, 1);
        for (const listener of this.listeners) listener(namespace);
      });
  }

  /** Told of every namespace whose objects changed. */
  onChange(listener: (namespace: string) => void): void {
    this.listeners.push(listener);
  }

  /** Thousandths of `name` that are used in the scopes, what was only admitted so far included. */
  used(namespace: string, name: string, scopes: readonly string[]): number {
    const of = this.namespaces.get(namespace);
    if (!of) return 0;
    let sum = 0;
    for (const [bucket, totals] of of.totals)
      if (inScopes(scopes, of.classes.get(bucket))) sum += totals.get(name) ?? 0;
    const tooOld = this.clock.now() - EXPECTATION_MS;
    for (const [uid, { charges, podClass, at }] of of.pending) {
      if (at <= tooOld) of.pending.delete(uid);
      else if (inScopes(scopes, podClass)) sum += charges.get(name) ?? 0;
    }
    return sum;
  }

  /** Counts an object that was admitted and is about to be written. */
  reserve(namespace: string, uid: string, charges: Charges, podClass: PodClass | undefined): void {
    this.of(namespace).pending.set(uid, { charges, podClass, at: this.clock.now() });
  }

  private of(namespace: string): NamespaceUsage {
    let of = this.namespaces.get(namespace);
    if (!of) {
      of = { totals: new Map(), classes: new Map(), pending: new Map() };
      this.namespaces.set(namespace, of);
    }
    return of;
  }
}

/** Most changes of most objects are of their status, and count for nothing unless a pod ends. */
function takesAsMuch(object: KubeObject, previous: KubeObject): boolean {
  return object['spec'] === previous['spec'] && isFinished(object as Pod) === isFinished(previous as Pod);
}

function add(of: NamespaceUsage, resource: GroupResource, object: KubeObject, times: 1 | -1): void {
  const podClass = classOf(resource, object);
  const bucket = podClass ? `${podClass.bestEffort}/${podClass.terminating}` : '';
  let totals = of.totals.get(bucket);
  if (!totals) {
    totals = new Map<string, number>();
    of.totals.set(bucket, totals);
    of.classes.set(bucket, podClass);
  }
  for (const [name, value] of chargesOf(resource, object)) {
    const next = (totals.get(name) ?? 0) + times * value;
    if (next === 0) totals.delete(name);
    else totals.set(name, next);
  }
}
