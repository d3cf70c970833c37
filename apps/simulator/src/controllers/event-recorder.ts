import { formatTime, type KubeObject, type ObjectClient, type ObjectKey } from '#libs/apimachinery';
import { type Clock, type Logger } from '#libs/process';
import { EVENTS } from '../cluster/resources.js';
import { EVENT_REPEAT_MS, MAX_EVENTS } from '../limits.js';

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Who says it: `default-scheduler`. */
  readonly component: string;
}

interface Recorded {
  readonly key: ObjectKey;
  readonly at: number;
}

/** Writes core/v1 Events. Losing one harms nobody: failures are logged, repeats within a minute dropped, old ones deleted. */
export class EventRecorder {
  private readonly recorded = new Map<string, Recorded>();
  private serial = 0;

  constructor(
    private readonly client: ObjectClient,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Never rejects. */
  async record(about: KubeObject, text: EventText): Promise<void> {
    const now = this.clock.now();
    const id = `${about.metadata.uid ?? ''}|${text.reason}|${text.message}`;
    const before = this.recorded.get(id);
    if (before && now - before.at < EVENT_REPEAT_MS) return;
    try {
      const event = this.eventOf(about, text, now);
      const { namespace = '', name = '' } = event.metadata;
      this.recorded.delete(id);
      this.recorded.set(id, { key: { ...EVENTS, namespace, name }, at: now });
      await this.client.create(EVENTS, event);
      await this.forgetOldest();
    } catch (error) {
      this.logger.debug({ err: error, reason: text.reason }, 'event not recorded');
    }
  }

  private async forgetOldest(): Promise<void> {
    if (this.recorded.size <= MAX_EVENTS) return;
    for (const [id, { key }] of this.recorded) {
      this.recorded.delete(id);
      await this.client.delete(key);
      return;
    }
  }

  private eventOf(about: KubeObject, text: EventText, now: number): KubeObject {
    const { name = '', namespace, uid, resourceVersion } = about.metadata;
    const stamp = formatTime(now);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${name}.${now.toString(16)}${(this.serial++).toString(16).padStart(4, '0')}`,
        namespace: namespace ?? 'default',
      },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name,
        namespace,
        uid,
        resourceVersion,
      },
      type: text.type,
      reason: text.reason,
      message: text.message,
      source: { component: text.component },
      reportingComponent: text.component,
      reportingInstance: '',
      firstTimestamp: stamp,
      lastTimestamp: stamp,
      count: 1,
    };
  }
}
