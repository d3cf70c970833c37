import { keyOf, type Informer } from '#libs/controller-runtime';
import { type KubeObject } from '#libs/apimachinery';
import { type Pod } from './pod.js';

/** Pods by the controller that owns them and by namespace, kept up by the pods' informer. */
export class PodIndex {
  private readonly byOwner = new Map<string, Map<string, Pod>>();
  private readonly byNamespace = new Map<string, Map<string, Pod>>();

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
    return this.byOwner.get(uid)?.values() ?? [];
  }

  ofNamespace(namespace: string): Iterable<Pod> {
    return this.byNamespace.get(namespace)?.values() ?? [];
  }

  private insert(key: string, pod: Pod): void {
    const owner = controllerOf(pod)?.uid;
    if (owner !== undefined) entry(this.byOwner, owner).set(key, pod);
    entry(this.byNamespace, pod.metadata.namespace ?? '').set(key, pod);
  }

  private remove(key: string, pod: Pod): void {
    const owner = controllerOf(pod)?.uid;
    if (owner !== undefined) drop(this.byOwner, owner, key);
    drop(this.byNamespace, pod.metadata.namespace ?? '', key);
  }
}

/** The owner that manages this object, if one does. */
export function controllerOf(object: KubeObject): { kind: string; name: string; uid: string } | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

function entry(index: Map<string, Map<string, Pod>>, key: string): Map<string, Pod> {
  let pods = index.get(key);
  if (!pods) index.set(key, (pods = new Map()));
  return pods;
}

function drop(index: Map<string, Map<string, Pod>>, key: string, pod: string): void {
  const pods = index.get(key);
  pods?.delete(pod);
  if (pods?.size === 0) index.delete(key);
}
