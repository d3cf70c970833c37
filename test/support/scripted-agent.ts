import {
  createSealingKeys,
  decodeWork,
  encodeReport,
  subjectHash,
  unpackBody,
  type ObjectReport,
  type SealingKeys,
  type WorkMessage,
} from '#libs/protocol';
import { type KubeObject } from '#libs/apimachinery';
import { type AgentTransport, type MemoryBroker } from '#libs/transport';

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

  /** Reports about everything once more, as after a restart. */
  async reportAll(): Promise<void> {
    for (const { work, manifest } of this.objects.values()) await this.report(work, manifest);
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  private async take(work: WorkMessage): Promise<void> {
    this.arrived.push(work.generation);
    const key = subjectHash(work.object);
    const known = this.objects.get(key)?.work;
    if (known && known.generation >= work.generation) return;
    const text = work.action === 'apply' ? unpackBody(work, () => this.sealing) : undefined;
    const manifest = text === undefined ? undefined : (JSON.parse(text) as KubeObject);
    this.objects.set(key, { work, manifest });
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

interface Pace {
  readonly paused: boolean;
  readonly scaled: number;
}

function statusOf({ kind, spec }: KubeObject, pace: Pace): Record<string, unknown> | undefined {
  const numbers = (spec ?? {}) as Partial<Record<'replicas' | 'completions', number>>;
  const { replicas = pace.scaled } = numbers;
  switch (kind) {
    case 'ReplicaSet':
      return { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
    case 'Deployment':
      return deploymentStatus(replicas);
    case 'Job':
      return pace.paused ? { active: 1 } : jobStatus(numbers.completions ?? 1);
    case 'HorizontalPodAutoscaler':
      return { currentReplicas: 3, desiredReplicas: 3 };
    default:
      return undefined;
  }
}

const AT = '2026-11-21T08:00:00Z';

function deploymentStatus(replicas: number): Record<string, unknown> {
  const condition = (type: string, reason: string): object => ({
    type,
    status: 'True',
    reason,
    message: '',
    lastTransitionTime: AT,
  });
  return {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    observedGeneration: 1,
    conditions: [
      condition('Available', 'MinimumReplicasAvailable'),
      condition('Progressing', 'NewReplicaSetAvailable'),
    ],
  };
}

function jobStatus(succeeded: number): Record<string, unknown> {
  const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime: AT }];
  return { succeeded, startTime: AT, completionTime: AT, conditions };
}
