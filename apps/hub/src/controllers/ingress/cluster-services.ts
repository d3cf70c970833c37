const NONE: ReadonlySet<string> = new Set();

/** Which Services (`namespace/name`) have something in which cluster: no look at all of them for news of one cluster. */
export class ClusterServices {
  private readonly services = new Map<string, Set<string>>();
  private readonly clusters = new Map<string, readonly string[]>();

  /** Replaces what is known of a Service. */
  set(service: string, clusters: readonly string[]): void {
    const before = this.clusters.get(service) ?? [];
    if (before.length === clusters.length && before.every((one, at) => one === clusters[at])) return;
    for (const cluster of before) this.services.get(cluster)?.delete(service);
    if (clusters.length === 0) this.clusters.delete(service);
    else this.clusters.set(service, clusters);
    for (const cluster of clusters) {
      const held = this.services.get(cluster);
      if (held) held.add(service);
      else this.services.set(cluster, new Set([service]));
    }
  }

  of(cluster: string): ReadonlySet<string> {
    return this.services.get(cluster) ?? NONE;
  }
}
