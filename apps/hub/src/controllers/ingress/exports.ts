import { keyOf, type Informer } from '#libs/controller-runtime';

/** Which Services are exported to the cluster set: a ServiceExport of the same namespace and name is there, and not being deleted. */
export class Exports {
  private readonly exported = new Set<string>();
  private source: Informer | undefined;

  /** `changed` gets `namespace/name`. */
  constructor(private readonly changed: (service: string) => void) {}

  has(service: string): boolean {
    return this.exported.has(service);
  }

  /** From now on those of this informer, not yet started; undefined: the hub serves no ServiceExports any more. */
  follow(informer: Informer | undefined): void {
    this.source = informer;
    const before = [...this.exported];
    this.exported.clear();
    for (const service of before) this.changed(service);
    informer?.onChange(({ type, object }) => {
      if (this.source !== informer) return;
      this.set(keyOf(object), type !== 'DELETED' && object.metadata.deletionTimestamp === undefined);
    });
  }

  private set(service: string, isExported: boolean): void {
    if (this.exported.has(service) === isExported) return;
    if (isExported) this.exported.add(service);
    else this.exported.delete(service);
    this.changed(service);
  }
}
