import { keyOf, type Informer } from '#libs/controller-runtime';
import { controllerOf } from '#libs/cluster-controllers';
import { NestedMap } from './nested-map.js';
import { type Pod } from './pod.js';

/** Pods by the controller that owns them and by namespace, kept up by the pods' informer. */
export class PodIndex {
  private readonly byOwner = new NestedMap<Pod>();
  private readonly byNamespace = new NestedMap<Pod>();

  constructor(readonly informer: Informer) {
    informer.onChange(({ type, object, previous }) => {
      const key = keyOf(object);
      if (previous) this.remove(key, previous as Pod);
      if (type !== 'DELETED') this.insert(key, object as Pod);
    });
  }

  get(key: string): Pod | undefined {
    return this.informer.get(key) as Pod | undefined;
  }

  /** Pods whose controller has this uid. */
  ofOwner(uid: string): Iterable<Pod> {
    return this.byOwner.of(uid)?.values() ?? [];
  }

  ofNamespace(namespace: string): Iterable<Pod> {
    return this.byNamespace.of(namespace)?.values() ?? [];
  }

  private insert(key: string, pod: Pod): void {
    const owner = controllerOf(pod)?.uid;
    if (owner !== undefined) this.byOwner.set(owner, key, pod);
    this.byNamespace.set(pod.metadata.namespace ?? '', key, pod);
  }

  private remove(key: string, pod: Pod): void {
    const owner = controllerOf(pod)?.uid;
    if (owner !== undefined) this.byOwner.delete(owner, key);
    this.byNamespace.delete(pod.metadata.namespace ?? '', key);
  }
}
