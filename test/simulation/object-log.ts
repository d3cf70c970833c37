import {
  formatObjectKey,
  StatusError,
  type GroupResource,
  type KubeObject,
  type ObjectKey,
} from '#libs/apimachinery';

export interface LogEvent {
  readonly version: number;
  readonly resource: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
}

/** Objects by key with versions and a log of changes: what an API server keeps, for hub and members. Objects in it never change. */
export class ObjectLog {
  readonly objects = new Map<string, KubeObject>();
  private readonly events: LogEvent[] = [];
  private waiters: (() => void)[] = [];
  private version = 0;
  private compacted = 0;

  get resourceVersion(): string {
    return String(this.version);
  }

  get(key: ObjectKey): KubeObject | undefined {
    return this.objects.get(formatObjectKey(key));
  }

  of(resource: GroupResource, namespace?: string): KubeObject[] {
    const prefix = formatObjectKey({ ...resource, namespace: '', name: '' }).slice(0, -1);
    return [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
      .map(([, object]) => object);
  }

  /** Stores a new version. */
  put(key: ObjectKey, object: KubeObject): KubeObject {
    const name = formatObjectKey(key);
    const previous = this.objects.get(name);
    const resourceVersion = String(++this.version);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
    this.objects.set(name, stored);
    this.tell(key, previous ? 'MODIFIED' : 'ADDED', stored, previous);
    return stored;
  }

  remove(key: ObjectKey): void {
    const name = formatObjectKey(key);
    const previous = this.objects.get(name);
    if (!previous) return;
    this.objects.delete(name);
    const resourceVersion = String(++this.version);
    this.tell(key, 'DELETED', { ...previous, metadata: { ...previous.metadata, resourceVersion } }, previous);
  }

  /** Whoever watches from an older version is told to list again. */
  compact(): void {
    this.events.length = 0;
    this.compacted = this.version;
    this.wake();
  }

  /** Goes back to `objects`. Versions go on: whoever watched is told to list again. */
  restore(objects: ReadonlyMap<string, KubeObject>): void {
    this.objects.clear();
    for (const [key, object] of objects) this.objects.set(key, object);
    this.version++;
    this.compact();
  }

  /** Ends the wait of everybody, who then looks at what has become of the world. */
  wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Changes of one resource after `resourceVersion` until `signal`. `check` throws when the connection is gone. */
  async *watch(
    resource: GroupResource,
    resourceVersion: string,
    signal: AbortSignal,
    check: () => void,
  ): AsyncGenerator<LogEvent> {
    let seen = Number(resourceVersion);
    const prefix = formatObjectKey({ ...resource, namespace: '', name: '' }).slice(0, -2);
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      check();
      if (seen < this.compacted) throw new StatusError('Expired', 'too old resource version');
      // Versions have no gaps.
      const next = this.events[seen - this.compacted];
      if (!next) {
        await new Promise<void>((resolve) => this.waiters.push(resolve));
        continue;
      }
      seen = next.version;
      if (next.resource === prefix) yield next;
    }
  }

  private tell(key: ObjectKey, type: LogEvent['type'], object: KubeObject, previous?: KubeObject): void {
    const resource = formatObjectKey({ ...key, namespace: '', name: '' }).slice(0, -2);
    this.events.push({ version: this.version, resource, type, object, previous });
    this.wake();
  }
}
