import { type KubeObject } from '#libs/apimachinery';
import { controllerOf } from '#libs/cluster-controllers';
import { type Informer } from '#libs/controller-runtime';

/** The names of the records that each workload owns, by its uid. */
export class OwnedNames {
  private readonly byOwner = new Map<string, Set<string>>();

  /** Of one more resource; before its informer starts. */
  follow(informer: Informer): void {
    informer.onChange(({ type, object, previous }) => {
      const before = previous && controllerOf(previous);
      if (before) this.remove(before.uid, object);
      const now = controllerOf(object);
      if (!now) return;
      if (type === 'DELETED') this.remove(now.uid, object);
      else this.add(now.uid, object);
    });
  }

  /** In no order. */
  of({ metadata: { uid = '' } }: KubeObject): readonly string[] {
    return [...(this.byOwner.get(uid) ?? [])];
  }

  private add(owner: string, { metadata: { name = '' } }: KubeObject): void {
    const names = this.byOwner.get(owner);
    if (names) names.add(name);
    else this.byOwner.set(owner, new Set([name]));
  }

  private remove(owner: string, { metadata: { name = '' } }: KubeObject): void {
    const names = this.byOwner.get(owner);
    names?.delete(name);
    if (names?.size === 0) this.byOwner.delete(owner);
  }
}
