import {
  formatGroupResource,
  formatObjectKey,
  parseObjectKey,
  type GroupResource,
  type KubeObject,
  type ObjectKey,
} from '#libs/apimachinery';
import {
  type ListPage,
  type ListQuery,
  type Storage,
  type WatchItem,
  type WatchQuery,
  type Write,
} from '#libs/apiserver';
import { type Clock, type Logger } from '#libs/process';
import { JOURNAL_FLUSH_MS, JOURNAL_FOLD_BYTES } from '../limits.js';
import { type ObjectRecord } from './object-record.js';
import { StateDirectory } from './state-directory.js';

export interface PersistentStorageOptions {
  /** Empty storage in memory, where everything is served from. */
  readonly inner: Storage;
  /** An existing directory of our own. */
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Resources that need not survive. */
  readonly volatile: readonly GroupResource[];
}

/**
 * Storage in memory that survives its process: writes are gathered for JOURNAL_FLUSH_MS, of each object the last state is
 * appended to a journal. kill -9 loses what was not appended yet, and nothing else.
 */
export class PersistentStorage implements Storage {
  private readonly pending = new Map<string, KubeObject | undefined>();
  private readonly resources = new Map<string, GroupResource>();
  private readonly volatile: ReadonlySet<string>;
  private work: Promise<void> = Promise.resolve();
  private cancelFlush: (() => void) | undefined;
  private closed = false;

  private constructor(
    private readonly options: PersistentStorageOptions,
    private readonly directory: StateDirectory,
  ) {
    this.volatile = new Set(options.volatile.map(formatGroupResource));
  }

  /** Takes in what the directory holds. Objects keep all but their resourceVersion. */
  static async open(options: PersistentStorageOptions): Promise<PersistentStorage> {
    const { directory, objects } = await StateDirectory.open(options.directory);
    const storage = new PersistentStorage(options, directory);
    for (const [text, object] of objects) {
      const key = parseObjectKey(text);
      storage.note(key);
      await options.inner.write({ type: 'create', key, object });
    }
    return storage;
  }

  get(key: ObjectKey): Promise<KubeObject | undefined> {
    return this.options.inner.get(key);
  }

  list(query: ListQuery): Promise<ListPage> {
    return this.options.inner.list(query);
  }

  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<WatchItem> {
    return this.options.inner.watch(query, signal);
  }

  currentResourceVersion(resource: GroupResource): Promise<string> {
    return this.options.inner.currentResourceVersion(resource);
  }

  async write(write: Write): Promise<KubeObject> {
    const stored = await this.options.inner.write(write);
    if (this.note(write.key)) {
      this.pending.set(formatObjectKey(write.key), write.type === 'delete' ? undefined : stored);
      this.cancelFlush ??= this.options.clock.after(JOURNAL_FLUSH_MS, () => {
        this.cancelFlush = undefined;
        void this.flush();
      });
    }
    return stored;
  }

  /** Everything written so far is in the journal when it resolves. Never rejects: a failure is logged and tried again. */
  flush(): Promise<void> {
    this.work = this.work.then(() => this.appendPending());
    return this.work;
  }

  /** Writes a snapshot and ends. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelFlush?.();
    await this.flush();
    await this.directory.fold(this.records());
    await this.directory.close();
  }

  private note(key: ObjectKey): boolean {
    const name = formatGroupResource(key);
    if (this.volatile.has(name)) return false;
    if (!this.resources.has(name)) this.resources.set(name, { group: key.group, resource: key.resource });
    return true;
  }

  private async appendPending(): Promise<void> {
    if (this.pending.size === 0) return;
    const batch = [...this.pending].map(([key, object]) => ({ key, object }));
    this.pending.clear();
    try {
      await this.directory.append(batch);
      const { journal, snapshot } = this.directory.size;
      if (!this.closed && journal > Math.max(JOURNAL_FOLD_BYTES, 2 * snapshot))
        await this.directory.fold(this.records());
    } catch (error) {
      this.options.logger.error({ err: error, objects: batch.length }, 'the journal could not be written');
      for (const { key, object } of batch) if (!this.pending.has(key)) this.pending.set(key, object);
    }
  }

  private async *records(): AsyncGenerator<ObjectRecord> {
    for (const resource of [...this.resources.values()]) {
      const { items } = await this.options.inner.list({ resource });
      for (const object of items) {
        const { namespace = '', name = '' } = object.metadata;
        yield { key: formatObjectKey({ ...resource, namespace, name }), object };
      }
    }
  }
}
