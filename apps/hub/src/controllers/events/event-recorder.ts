import { createHash } from 'node:crypto';
import { formatTime, isReason, type KubeObject, type ObjectClient } from '#libs/apimachinery';
import { type Clock, type Logger } from '#libs/process';
import {
  MAX_EVENT_MESSAGE,
  MAX_EVENT_NAME,
  PENDING,
  REMEMBERED,
  REPEAT_AFTER_MS,
  WRITERS,
} from './limits.js';

export interface Notice {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

interface Pending {
  readonly object: KubeObject;
  readonly notice: Notice;
  /** A digest of uid, reason and message: equal ones are one Event. */
  readonly digest: string;
}

const EVENTS = { group: '', resource: 'events' };

/**
 * Core/v1 Events about federated objects, as `kubectl describe` shows them. Best effort and in the background: no reconcile
 * waits for an Event. The same text about the same object is one Event whose count grows.
 */
export class EventRecorder {
  /** When each digest was last recorded, oldest first. */
  private readonly recent = new Map<string, number>();
  private pending: Pending[] = [];
  private draining: Promise<void> | undefined;
  readonly counts = { written: 0, dropped: 0 };

  constructor(
    private readonly client: ObjectClient,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  record(object: KubeObject, notice: Notice): void {
    const text = `${object.metadata.uid ?? ''}\0${notice.reason}\0${notice.message}`;
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const now = this.clock.now();
    if (now - (this.recent.get(digest) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER_MS) return;
    if (this.pending.length >= PENDING) {
      this.counts.dropped++;
      return;
    }
    this.remember(digest, now);
    this.pending.push({ object, notice, digest });
    this.draining ??= this.drain();
  }

  /** Waits until what was recorded is written. */
  async flush(): Promise<void> {
    await this.draining;
  }

  private remember(digest: string, now: number): void {
    this.recent.delete(digest);
    this.recent.set(digest, now);
    const [oldest] = this.recent.keys();
    if (this.recent.size > REMEMBERED && oldest !== undefined) this.recent.delete(oldest);
  }

  private async drain(): Promise<void> {
    // Later in this turn more may come, and they go together.
    await Promise.resolve();
    while (this.pending.length > 0) {
      const batch = this.pending.slice(0, WRITERS);
      this.pending = this.pending.slice(WRITERS);
      await Promise.all(batch.map((one) => this.tryToWrite(one)));
    }
    // In the same turn as the last look: what comes now starts anew.
    this.draining = undefined;
  }

  private async tryToWrite(one: Pending): Promise<void> {
    try {
      await this.write(one);
      this.counts.written++;
    } catch (error) {
      this.counts.dropped++;
      // The namespace is gone or going: nobody will read it.
      if (isReason(error, 'NotFound') || isReason(error, 'Forbidden')) return;
      // The next reconcile that still sees it may try again.
      this.recent.delete(one.digest);
      this.logger.warn({ err: error }, 'event not written');
    }
  }

  private async write({ object, notice, digest }: Pending): Promise<void> {
    const { name: about = '', namespace = 'default' } = object.metadata;
    const name = `${about.slice(0, MAX_EVENT_NAME).replace(/[^a-z0-9]+$/, '')}.${digest}`;
    const now = formatTime(this.clock.now());
    const counted = await this.client.modify({ ...EVENTS, namespace, name }, (event) => ({
      ...event,
      count: (typeof event['count'] === 'number' ? event['count'] : 0) + 1,
      lastTimestamp: now,
    }));
    if (counted) return;
    await this.client.create(EVENTS, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: referenceTo(object),
      type: notice.type,
      reason: notice.reason,
      message: notice.message.slice(0, MAX_EVENT_MESSAGE),
      source: { component: 'meridian-hub' },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  }
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion };
}
