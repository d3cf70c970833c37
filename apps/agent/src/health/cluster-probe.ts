import { type MemberCluster } from '#libs/kube-client';
import { type Clock, type Logger } from '#libs/process';
import { type NodeBucket } from '#libs/protocol';
import { addRequests, NO_NODES, nodeFacts, ResourceSums, type NodeFacts } from './capacity.js';
import { freeBuckets, NodeLoads, openNodes, type OpenNode } from './free-nodes.js';
import { MAX_API_MESSAGE_CHARS, type HealthLimits } from './limits.js';

/** What the heartbeat tells of the member; each part as it was last read. */
export interface ClusterState {
  readonly apiReady: boolean;
  /** Why not, for people. */
  readonly apiMessage: string;
  readonly kubernetesVersion: string;
  readonly nodes: NodeFacts;
  readonly requested: Readonly<Record<string, string>>;
  /** What fits on its nodes; undefined until nodes and pods were read. */
  readonly free: { readonly countedAt: number; readonly buckets: readonly NodeBucket[] } | undefined;
}

export interface ClusterProbeOptions {
  readonly member: MemberCluster;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: HealthLimits;
  /** `apiReady` has changed, or was learnt for the first time. */
  readonly onTurn: (apiReady: boolean) => void;
  /** The nodes are known for the first time: worth a heartbeat of its own, since capacity decides where things go. */
  readonly onNodes: () => void;
}

/**
 * Looks at the member: its readiness with every heartbeat, nodes and pods more seldom. One look of a sort at a time, and
 * nobody waits for any of them.
 */
export class ClusterProbe {
  private current: ClusterState = {
    apiReady: false,
    apiMessage: 'not asked yet',
    kubernetesVersion: '',
    nodes: NO_NODES,
    requested: {},
    free: undefined,
  };
  private open: readonly OpenNode[] | undefined;
  private loads: { readonly countedAt: number; readonly loads: NodeLoads } | undefined;
  private known = false;
  private readonly looking = new Set<string>();
  private readonly lastLook = new Map<string, number>();

  constructor(private readonly options: ClusterProbeOptions) {}

  get state(): ClusterState {
    return this.current;
  }

  /** Whether the first answer (or the lack of one) is in. */
  get isKnown(): boolean {
    return this.known;
  }

  /** Starts whatever look is due. */
  look(): void {
    const { limits } = this.options;
    this.begin('ready', 0, () => this.probe());
    if (!this.current.apiReady) return;
    this.begin('nodes', limits.nodesMs, () => this.readNodes());
    this.begin('requested', limits.requestedMs, () => this.readRequested());
  }

  private begin(name: string, everyMs: number, look: () => Promise<void>): void {
    const now = this.options.clock.now();
    if (this.looking.has(name) || now - (this.lastLook.get(name) ?? -Infinity) < everyMs) return;
    this.looking.add(name);
    this.lastLook.set(name, now);
    // A part that may not be read (403) keeps its last value; the rest of the heartbeat is worth having.
    look()
      .catch((error: unknown) =>
        this.options.logger.debug({ err: error, name }, 'a look at the member failed'),
      )
      .finally(() => this.looking.delete(name));
  }

  private async probe(): Promise<void> {
    try {
      await this.options.member.ready();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.turn(false, text.slice(0, MAX_API_MESSAGE_CHARS));
      return;
    }
    // The version may have changed while it was away; learn it before saying that it is back.
    if (!this.current.apiReady || this.current.kubernetesVersion === '') await this.readVersion();
    this.turn(true, '');
  }

  private turn(apiReady: boolean, apiMessage: string): void {
    const changed = !this.known || this.current.apiReady !== apiReady;
    this.known = true;
    this.current = { ...this.current, apiReady, apiMessage };
    if (!changed) return;
    this.options.logger.info({ apiReady, apiMessage }, 'member API server');
    this.options.onTurn(apiReady);
    if (apiReady) this.look();
  }

  private async readVersion(): Promise<void> {
    try {
      const { gitVersion } = await this.options.member.version();
      this.current = { ...this.current, kubernetesVersion: gitVersion };
    } catch (error) {
      this.options.logger.debug({ err: error }, 'the version of the member cannot be read');
    }
  }

  private async readNodes(): Promise<void> {
    const { member } = this.options;
    const resource = await member.resolve('v1', 'Node');
    const { items } = await member.list(resource, {});
    const first = this.current.nodes === NO_NODES;
    this.open = openNodes(items);
    this.current = { ...this.current, nodes: nodeFacts(items), free: this.freeNow() };
    if (first) this.options.onNodes();
  }

  private async readRequested(): Promise<void> {
    const { member } = this.options;
    const resource = await member.resolve('v1', 'Pod');
    const countedAt = this.options.clock.now();
    const sums = new ResourceSums();
    const loads = new NodeLoads();
    for await (const page of member.pages(resource, {}))
      addRequests(sums, page.items, (node, amounts) => loads.add(node, amounts));
    this.loads = { countedAt, loads };
    this.current = { ...this.current, requested: sums.text(), free: this.freeNow() };
  }

  /** Undefined: nodes or pods have not been read. */
  private freeNow(): ClusterState['free'] {
    if (!this.open || !this.loads) return undefined;
    const { countedAt, loads } = this.loads;
    return { countedAt, buckets: freeBuckets(this.open, loads) };
  }
}
