import { type KubeObject } from '#libs/apimachinery';
import {
  createSealingKeys,
  decodeWork,
  encodeReport,
  HEARTBEAT_KEY,
  subjectHash,
  unpackBody,
  type HeartbeatReport,
  type ObjectReport,
  type WorkMessage,
} from '#libs/protocol';
import { silentLogger, systemClock } from '#libs/process';
import { createAgentTransport, createNatsIdentity, joinHub, type AgentTransport } from '#libs/transport';
import { readyStatus } from './ready-status.js';

const HEARTBEAT_MS = 2_000;

export interface WireAgentOptions {
  readonly cluster: string;
  readonly region: string;
  readonly hubUrl: string;
  readonly token: string;
  /** Told the name of each object that arrives, before the hub is. */
  readonly onWork: (name: string) => void;
}

/**
 * An agent and its member as the hub sees them, and nothing behind: it joins with keys of its own, holds its connection to the
 * broker, sends heartbeats, and says of all work at once that it is done. So that the hub's share can be measured alone, and with
 * a thousand of them on one machine.
 */
export class WireAgent {
  private timer: NodeJS.Timeout | undefined;
  private sequence = 0;
  private generation = 0;
  private readonly objects = new Set<string>();

  private constructor(
    private readonly options: WireAgentOptions,
    private readonly hubUid: string,
    private readonly transport: AgentTransport,
    private readonly sealing: ReturnType<typeof createSealingKeys>,
  ) {}

  static async join(options: WireAgentOptions, signal: AbortSignal): Promise<WireAgent> {
    const { cluster, region, hubUrl, token } = options;
    const nats = createNatsIdentity();
    const sealing = createSealingKeys();
    const request = {
      v: 1,
      role: 'cluster',
      name: cluster,
      natsPublicKey: nats.publicKey,
      sealingPublicKey: sealing.publicKey,
      region,
      zone: `${region}-a`,
      version: 'bench',
    } as const;
    const joined = await joinHub({
      hubUrl,
      token,
      request,
      clock: systemClock,
      logger: silentLogger,
      signal,
    });
    if (!joined) throw new Error(`${cluster} did not join`);
    const transport = createAgentTransport({
      cluster,
      url: joined.natsUrl,
      name: `agent ${cluster}`,
      ca: joined.natsCa,
      credentials: { jwt: joined.natsJwt, seed: nats.seed },
      logger: silentLogger,
    });
    const agent = new WireAgent(options, joined.hubUid, transport, sealing);
    await agent.start();
    return agent;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.transport.close();
  }

  private async start(): Promise<void> {
    this.transport.onConnect(() => this.beat());
    await this.transport.consumeWork((deliveries) => {
      for (const { payload, subject } of deliveries) this.take(decodeWork(payload, subject));
      return Promise.resolve(deliveries.map(() => ({ kind: 'done' as const })));
    });
    // Not all at the same moment, as with agents that were started by hand.
    this.timer = setTimeout(() => this.tick(), Math.random() * HEARTBEAT_MS);
  }

  private tick(): void {
    this.beat();
    this.timer = setTimeout(() => this.tick(), HEARTBEAT_MS);
  }

  private take(work: WorkMessage): void {
    this.generation = Math.max(this.generation, work.generation);
    const key = subjectHash(work.object);
    const text = work.action === 'apply' ? unpackBody(work, () => this.sealing) : undefined;
    if (text === undefined) this.objects.delete(key);
    else this.objects.add(key);
    this.options.onWork(work.object.name);
    this.publish(key, this.reportOf(work, text));
  }

  private reportOf(work: WorkMessage, text: string | undefined): ObjectReport {
    const { hubUid, epoch, generation, object, uid, cluster } = work;
    const status = text === undefined ? undefined : readyStatus(JSON.parse(text) as KubeObject);
    return {
      v: 1,
      type: 'object',
      cluster,
      hubUid,
      epoch,
      generation,
      object,
      uid,
      instance: 'bench',
      sequence: ++this.sequence,
      state: text === undefined ? 'Deleted' : 'Applied',
      ...(status && {
        status,
        memberGeneration: 1,
        workload: { ready: status.readyReplicas, unschedulable: 0 },
      }),
      at: Date.now(),
    };
  }

  private beat(): void {
    const { cluster, region } = this.options;
    const resources = { cpu: '64', memory: '256Gi', pods: '440' };
    const report: HeartbeatReport = {
      v: 1,
      type: 'heartbeat',
      cluster,
      hubUid: this.hubUid,
      instance: 'bench',
      sequence: ++this.sequence,
      agentVersion: 'bench',
      apiReady: true,
      kubernetesVersion: 'v1.33.0',
      region,
      zones: [`${region}-a`],
      nodes: { total: 4, ready: 4 },
      allocatable: resources,
      requested: { cpu: '1', memory: '1Gi', pods: '10' },
      generation: this.generation,
      objects: this.objects.size,
      at: Date.now(),
    };
    this.publish(HEARTBEAT_KEY, report);
  }

  /** The next heartbeat, or the hub's question, mends what is lost. */
  private publish(key: string, report: ObjectReport | HeartbeatReport): void {
    if (this.transport.connected())
      this.transport.publishReport(key, encodeReport(report)).catch(() => undefined);
  }
}
