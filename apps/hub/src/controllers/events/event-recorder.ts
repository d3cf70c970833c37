import { createHash } from 'node:crypto';
import { isReason, type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { type Clock, type Logger } from '#libs/process';

export interface Notice {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

/** Texts remembered, so that a notice that is still true is not written again and again. */
const REMEMBERED = 20_000;
/** A notice that is still true is counted again after this. */
const REPEAT_AFTER_MS = 10 * 60_000;
/** Events waiting to be written; beyond it new ones are dropped and counted. */
const PENDING = 5_000;

/**
 * Core/v1 Events about federated objects, as `kubectl describe` shows them. Best effort and in the background: no reconcile
 * waits for an Event. The same text about the same object is one Event whose count grows.
 */
export class EventRecorder {
  private readonly recent = new Map<string, number>();
  private readonly pending: { object: KubeObject; notice: Notice; name: string }[] = [];
  private draining: Promise<void> | undefined;
  readonly counts = { written: 0, dropped: 0 };

  constructor(
    private readonly client: ObjectClient,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  record(object: KubeObject, notice: Notice): void {
    const identity = `${object.metadata.uid ?? ''}\0${notice.reason}\0${notice.message}`;
    const now = this.clock.now();
    if (now - (this.recent.get(identity) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER_MS) return;
    this.recent.delete(identity);
    this.recent.set(identity, now);
    if (this.recent.size > REMEMBERED) this.recent.delete(this.recent.keys().next().value ?? '');
    if (this.pending.length >= PENDING) {
      this.counts.dropped++;
      return;
    }
    const suffix = createHash('sha256').update(identity).digest('hex').slice(0, 16);
    this.pending.push({ object, notice, name: `${(object.metadata.name ?? '').slice(0, 200)}.${suffix}` });
    this.draining ??= this.drain().finally(() => (this.draining = undefined));
  }

  /** Waits until what was recorded is written. */
  async flush(): Promise<void> {
    await this.draining;
  }

  private async drain(): Promise<void> {
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      try {
        await this.write(next.object, next.notice, next.name);
        this.counts.written++;
      } catch (error) {
        // NotFound, Forbidden: the namespace is gone or going; nobody will read it.
        if (!isReason(error, 'NotFound') && !isReason(error, 'Forbidden'))
          this.logger.warn({ err: error }, 'event not written');
        this.counts.dropped++;
      }
    }
  }

  private async write(object: KubeObject, notice: Notice, name: string): Promise<void> {
    const resource = { group: '', resource: 'events' };
    const namespace = object.metadata.namespace ?? 'default';
    const now = new Date(this.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const counted = await this.client.modify({ ...resource, namespace, name }, (event) => ({
      ...event,
      count: (typeof event['count'] === 'number' ? event['count'] : 0) + 1,
      lastTimestamp: now,
    }));
    if (counted) return;
    await this.client.create(resource, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name: object.metadata.name,
        ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
        uid: object.metadata.uid,
        resourceVersion: object.metadata.resourceVersion,
      },
      type: notice.type,
      reason: notice.reason,
      message: notice.message,
      source: { component: 'meridian-hub' },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  }
}
