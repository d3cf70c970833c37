import { type Clock } from '#libs/process';
import { type AgentCredential, type Store } from '#libs/store';

/** Joins are rare and each one republishes, so a credential that is a second old is good enough. */
const FRESH_MS = 1_000;

/** Who joined, by cluster, without a query per batch of work. */
export class AgentDirectory {
  private agents = new Map<string, AgentCredential>();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async byCluster(): Promise<ReadonlyMap<string, AgentCredential>> {
    const now = this.clock.now();
    if (now - this.readAt >= FRESH_MS) {
      const all = await this.store.agents.all();
      this.agents = new Map(all.map((agent) => [agent.cluster, agent]));
      this.readAt = now;
    }
    return this.agents;
  }

  /** Somebody joined here just now. */
  forget(): void {
    this.readAt = Number.NEGATIVE_INFINITY;
  }
}
