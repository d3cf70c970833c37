import { formatObjectKey, parseApiVersion, type GroupResource } from '#libs/apimachinery';
import { type Clock, type Logger } from '#libs/process';
import {
  decodeReport,
  UnreadableMessageError,
  type HeartbeatReport,
  type ObjectIdentity,
} from '#libs/protocol';
import { type KeyedReport, type Store } from '#libs/store';
import { type Delivery, type Outcome } from '#libs/transport';

export interface ReportIngestOptions {
  readonly store: Store;
  readonly hubUid: string;
  /** The resource of a kind that is spread; undefined for others. */
  readonly resourceOf: (group: string, kind: string) => GroupResource | undefined;
  /** What a member says about this object changed. */
  readonly onObject: (key: string) => void;
  readonly onHeartbeat: (report: HeartbeatReport, receivedAt: number) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

const DONE: Outcome = { kind: 'done' };

/** Reports into the store, a batch at a time, and nothing else; whoever cares is woken by key. */
export class ReportIngest {
  readonly counts = { objects: 0, heartbeats: 0, refused: 0 };

  constructor(private readonly options: ReportIngestOptions) {}

  /** Throws when the store is away: the whole batch is delivered again. */
  async handle(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const receivedAt = this.options.clock.now();
    const objects: KeyedReport[] = [];
    const heartbeats: HeartbeatReport[] = [];
    const outcomes = deliveries.map((delivery) => this.sort(delivery, objects, heartbeats));
    // Heartbeats first: they decide about health and must not wait for a burst of objects.
    for (const report of heartbeats) this.options.onHeartbeat(report, receivedAt);
    const [changed] = await Promise.all([
      objects.length > 0 ? this.options.store.reports.saveBatch(objects, receivedAt) : [],
      heartbeats.length > 0
        ? this.options.store.heartbeats.saveBatch(
            heartbeats.map((report) => ({ cluster: report.cluster, report: { ...report }, receivedAt })),
          )
        : undefined,
    ]);
    this.counts.objects += objects.length;
    this.counts.heartbeats += heartbeats.length;
    for (const key of new Set(changed)) this.options.onObject(key);
    return outcomes;
  }

  private sort(delivery: Delivery, objects: KeyedReport[], heartbeats: HeartbeatReport[]): Outcome {
    try {
      const report = decodeReport(delivery.payload, delivery.subject);
      if (report.hubUid !== this.options.hubUid) return this.refuse(delivery, 'it speaks to another hub');
      if (report.type === 'heartbeat') {
        heartbeats.push(report);
        return DONE;
      }
      const key = this.keyOf(report.object);
      if (key === undefined)
        return this.refuse(delivery, `kind ${report.object.kind} is not spread by this hub`);
      objects.push({ key, report: { ...report } });
      return DONE;
    } catch (error) {
      if (error instanceof UnreadableMessageError) return this.refuse(delivery, error.message);
      throw error;
    }
  }

  private keyOf(object: ObjectIdentity): string | undefined {
    const resource = this.options.resourceOf(parseApiVersion(object.apiVersion).group, object.kind);
    return resource && formatObjectKey({ ...resource, namespace: object.namespace, name: object.name });
  }

  private refuse(delivery: Delivery, reason: string): Outcome {
    this.counts.refused++;
    this.options.logger.warn({ subject: delivery.subject, reason }, 'report refused');
    return { kind: 'terminal', reason };
  }
}
