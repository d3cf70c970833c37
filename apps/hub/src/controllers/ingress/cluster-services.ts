import { type ShardFacts } from './shard-facts.js';

type Shards = ReadonlyMap<string, ShardFacts>;

const NONE: ReadonlySet<string> = new Set();

/** Which Services (`namespace/name`) have something in which cluster: no look at all of them for news of one cluster. */
class ClusterServices {
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

/**
 * What members last said of each Service, by cluster; read once until it is forgotten. And, of what was read, which Services have
 * something in a cluster.
 */
export class ReportedShards {
  private readonly asked = new Map<string, Promise<Shards>>();
  private readonly members = new ClusterServices();

  constructor(private readonly read: (namespace: string, name: string) => Promise<Shards>) {}

  async of(namespace: string, name: string): Promise<Shards> {
    const key = `${namespace}/${name}`;
    const facts = await (this.asked.get(key) ?? this.ask(key, namespace, name));
    this.members.set(key, [...facts.keys()]);
    return facts;
  }

  /** A member said something new of the Service `namespace/name`; undefined: of anything. */
  forget(service?: string): void {
    if (service === undefined) this.asked.clear();
    else this.asked.delete(service);
  }

  /** There is no such Service any more. */
  drop(service: string): void {
    this.asked.delete(service);
    this.members.set(service, []);
  }

  /** Services, `namespace/name`, that have something in this cluster. */
  in(cluster: string): ReadonlySet<string> {
    return this.members.of(cluster);
  }

  private ask(key: string, namespace: string, name: string): Promise<Shards> {
    const asked = this.read(namespace, name);
    this.asked.set(key, asked);
    asked.catch(() => this.asked.delete(key));
    return asked;
  }
}
