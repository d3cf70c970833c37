import { type MemberCluster } from '#libs/kube-client';
import { encodeReport, HEARTBEAT_KEY, type HeartbeatReport, type SetDigest } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type AgentTransport } from '#libs/transport';
import { type Sender } from '../work/reporter.js';
import { ClusterProbe } from './cluster-probe.js';
import { type HealthLimits } from './limits.js';

export interface HealthReporterOptions {
  readonly sender: Sender;
  readonly member: MemberCluster;
  readonly transport: AgentTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: HealthLimits;
  readonly version: string;
  /** For clusters whose nodes carry no topology labels. */
  readonly region: string;
  readonly zone: string;
  /** Where traffic for the member goes; empty: nobody said. */
  readonly gateways: readonly string[];
  readonly work: () => { readonly generation: number; readonly objects: number };
  /** Why nothing can be stored; undefined while all is well. */
  readonly checkpointError: () => string | undefined;
  /** Whether this agent is the one that works; another one stays silent. */
  readonly leads: () => boolean;
  /** Of the tables of names that are held; undefined where no names are served. */
  readonly names: () => SetDigest | undefined;
  /** Where another agent of this cluster stands by. */
  readonly rival: () => string | undefined;
  /** The member's API server answers again. */
  readonly onMemberBack: () => void;
}

/** Tells the hub every `heartbeatMs` that we live, and how the member is; at once when it goes away or comes back. */
export class HealthReporter {
  private readonly probe: ClusterProbe;
  private cancel: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly options: HealthReporterOptions) {
    const { member, clock, logger, limits } = options;
    this.probe = new ClusterProbe({
      member,
      clock,
      logger,
      limits,
      onTurn: (apiReady) => {
        if (apiReady) options.onMemberBack();
        this.beatNow();
      },
      onNodes: () => this.beatNow(),
    });
  }

  start(): void {
    this.tick();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  /** Whether the member's API server answered last. */
  get apiReady(): boolean {
    return this.probe.isKnown && this.probe.state.apiReady;
  }

  /** Sends a heartbeat beside the regular ones, once there is something to tell. */
  beatNow(): void {
    const { transport, logger, leads } = this.options;
    if (this.stopped || !leads() || !this.probe.isKnown || !transport.connected()) return;
    // The next one follows soon; one that is lost is not worth a retry.
    transport
      .publishReport(HEARTBEAT_KEY, encodeReport(this.heartbeat()))
      .catch((error: unknown) => logger.debug({ err: error }, 'a heartbeat was lost'));
  }

  private tick(): void {
    if (this.stopped) return;
    this.beatNow();
    this.probe.look();
    this.cancel = this.options.clock.after(this.options.limits.heartbeatMs, () => this.tick());
  }

  private heartbeat(): HeartbeatReport {
    const { sender, clock, version, region, zone, gateways } = this.options;
    const checkpointError = this.options.checkpointError();
    const rival = this.options.rival();
    const names = this.options.names();
    const { apiReady, apiMessage, kubernetesVersion, nodes, requested, free } = this.probe.state;
    return {
      v: 1,
      type: 'heartbeat',
      cluster: sender.cluster,
      hubUid: sender.hubUid,
      instance: sender.instance,
      sequence: sender.nextSequence(),
      agentVersion: version,
      apiReady,
      ...(apiMessage === '' ? {} : { apiMessage }),
      kubernetesVersion,
      region: nodes.region || region,
      zones: nodes.zones.length > 0 || zone === '' ? nodes.zones : [zone],
      ...(gateways.length === 0 ? {} : { gateways }),
      nodes: { total: nodes.total, ready: nodes.ready },
      allocatable: nodes.allocatable,
      requested,
      ...(names === undefined ? {} : { names }),
      ...(free ? { free: { agoMs: Math.max(0, clock.now() - free.countedAt), buckets: free.buckets } } : {}),
      ...this.options.work(),
      ...(rival === undefined ? {} : { rival }),
      ...(checkpointError === undefined ? {} : { checkpointError }),
      at: clock.now(),
    };
  }
}
