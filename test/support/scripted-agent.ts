import {
  createSealingKeys,
  decodeWork,
  encodeReport,
  EVENT_SLOTS,
  eventsKey,
  HEARTBEAT_KEY,
  subjectHash,
  unpackBody,
  type MemberEventNote,
  type ObjectReport,
  type SealingKeys,
  type WorkMessage,
} from '#libs/protocol';
import { type KubeObject } from '#libs/apimachinery';
import { type AgentTransport, type MemoryBroker } from '#libs/transport';
import { statusOf } from './scripted-status.js';

/** What a member has of one object. */
interface Held {
  readonly work: WorkMessage;
  readonly manifest: KubeObject | undefined;
}

/**
 * A member and its agent in one, for tests of the hub: applies at once what it is told, and reports as an agent does. Older
 * generations are refused; workloads are ready at once.
 */
export class ScriptedAgent {
  readonly sealing: SealingKeys = createSealingKeys();
  /** By subject hash. */
  private readonly objects = new Map<string, Held>();
  /** Generations in the order of arrival, older ones included. */
  readonly arrived: number[] = [];
  /** What is said in place of success. */
  refusal: Partial<ObjectReport> | undefined;
  /** Its Jobs do not get on. */
  paused = false;
  /** Told the kind of each object that it deletes. */
  onRemoved: (kind: string) => void = () => undefined;
  /** What its autoscalers make of workloads that no replicas are told of. */
  scaled = 1;
  private sequence = 0;

  private constructor(
    readonly cluster: string,
    private readonly transport: AgentTransport,
  ) {}

  static async start(broker: MemoryBroker, cluster: string): Promise<ScriptedAgent> {
    const transport = broker.agent(cluster);
    const agent = new ScriptedAgent(cluster, transport);
    await transport.consumeWork(async (deliveries) => {
      for (const { payload, subject } of deliveries) await agent.take(decodeWork(payload, subject));
      return deliveries.map(() => ({ kind: 'done' as const }));
    });
    return agent;
  }

  /** The manifests of what is applied, by `Kind/name`. */
  applied(): Record<string, KubeObject> {
    const held = [...this.objects.values()].flatMap(({ manifest }) => (manifest ? [manifest] : []));
    return Object.fromEntries(held.map((one) => [`${one.kind}/${one.metadata.name ?? ''}`, one]));
  }

  replicas(name: string): number | undefined {
    const spec = this.applied()[`ReplicaSet/${name}`]?.['spec'] as { replicas?: number } | undefined;
    return spec?.replicas;
  }

  /** What it was told to do last about each object, by `Kind/name`. */
  actions(): Map<string, WorkMessage['action']> {
    const held = [...this.objects.values()].map(({ work }) => work);
    return new Map(held.map(({ object, action }) => [`${object.kind}/${object.name}`, action]));
  }

  /** Reports about everything once more, as after a restart. */
  async reportAll(): Promise<void> {
    for (const { work, manifest } of this.objects.values()) await this.report(work, manifest);
  }

  /** Says a warning about the ReplicaSet `name`, as an agent passes them on. */
  async warn(name: string, note: Omit<MemberEventNote, 'object'>): Promise<void> {
    const [held] = this.objects.values();
    const object = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name };
    const report = encodeReport({
      v: 1,
      type: 'events',
      cluster: this.cluster,
      hubUid: held?.work.hubUid ?? '',
      instance: 'scripted',
      sequence: ++this.sequence,
      slot: this.sequence % EVENT_SLOTS,
      events: [{ ...note, object }],
      at: 0,
    });
    await this.transport.publishReport(eventsKey(this.sequence % EVENT_SLOTS), report);
  }

  /** Says that it lives, and which work it knows. */
  async heartbeat(generation: number, hubUid: string): Promise<void> {
    const report = {
      v: 1,
      type: 'heartbeat',
      cluster: this.cluster,
      hubUid,
      instance: 'scripted',
      sequence: ++this.sequence,
      agentVersion: '1',
      apiReady: true,
      kubernetesVersion: 'v1.33.0',
      region: '',
      zones: [],
      nodes: { total: 1, ready: 1 },
      allocatable: {},
      requested: {},
      generation,
      objects: this.objects.size,
      at: 0,
    } as const;
    await this.transport.publishReport(HEARTBEAT_KEY, encodeReport(report));
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  private async take(work: WorkMessage): Promise<void> {
    this.arrived.push(work.generation);
    const key = subjectHash(work.object);
    const known = this.objects.get(key)?.work;
    if (known && !isNewer(work, known)) return;
    const text = work.action === 'apply' ? unpackBody(work, () => this.sealing) : undefined;
    const manifest = text === undefined ? undefined : (JSON.parse(text) as KubeObject);
    this.objects.set(key, { work, manifest });
    if (work.action === 'delete') this.onRemoved(work.object.kind);
    await this.report(work, manifest);
  }

  private async report(work: WorkMessage, manifest: KubeObject | undefined): Promise<void> {
    const status = manifest && statusOf(manifest, this);
    const report: ObjectReport = {
      v: 1,
      type: 'object',
      cluster: this.cluster,
      hubUid: work.hubUid,
      epoch: work.epoch,
      generation: work.generation,
      object: work.object,
      uid: work.uid,
      instance: 'scripted',
      sequence: ++this.sequence,
      state: work.action === 'apply' ? 'Applied' : 'Deleted',
      ...(status
        ? {
            status,
            memberGeneration: 1,
            ...(typeof status['replicas'] === 'number'
              ? { workload: { ready: status['replicas'], unschedulable: 0 } }
              : {}),
          }
        : {}),
      at: 0,
      ...this.refusal,
    };
    await this.transport.publishReport(subjectHash(work.object), encodeReport(report));
  }
}

/** Epoch first, as agents compare. */
function isNewer(work: WorkMessage, known: WorkMessage): boolean {
  return work.epoch === known.epoch ? work.generation > known.generation : work.epoch > known.epoch;
}
