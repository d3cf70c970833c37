import { formatGroupResource, type GroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import {
  type ListPage,
  type ListQuery,
  type Storage,
  type WatchItem,
  type WatchQuery,
  type Write,
} from '#libs/apiserver';
import { readLog } from './change-log.js';
import { type Database } from './database.js';
import { type StoreLimits } from './limits.js';
import { type ObjectReader } from './object-reader.js';
import { type ObjectWriter } from './object-writer.js';
import { type RecentObjects } from './recent-objects.js';
import { parseResourceVersion, shardOf } from './shards.js';
import { type Tailer } from './tailer.js';
import { watchChanges } from './watch-changes.js';

export interface PostgresStorageParts {
  readonly reader: ObjectReader;
  readonly writer: ObjectWriter;
  readonly tailer: Tailer;
  readonly database: Database;
  readonly recent: RecentObjects;
  readonly limits: StoreLimits;
  /** Aborts when the store closes: watches end with ServiceUnavailable. */
  readonly closed: AbortSignal;
}

/** The Storage port over Postgres; see libs/apiserver/src/storage.ts for the contract. */
export class PostgresStorage implements Storage {
  constructor(private readonly parts: PostgresStorageParts) {}

  get(key: ObjectKey): Promise<KubeObject | undefined> {
    return this.parts.reader.get(key);
  }

  list(query: ListQuery): Promise<ListPage> {
    return this.parts.reader.list(query);
  }

  write(write: Write): Promise<KubeObject> {
    return this.parts.writer.write(write);
  }

  currentResourceVersion(resource: GroupResource): Promise<string> {
    return this.parts.reader.counter(shardOf(resource));
  }

  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<WatchItem> {
    const { tailer, database, recent, limits, closed } = this.parts;
    const shard = shardOf(query.resource);
    const resource = formatGroupResource(query.resource);
    const source = {
      ring: tailer.ring(shard),
      resource,
      readPage: (after: number) =>
        readLog(database, recent, {
          shard,
          resource,
          after,
          maxEntries: limits.watchBatch,
          maxBytes: limits.tailBatchBytes,
        }),
      batch: limits.watchBatch,
      tick: () => tailer.tick,
      closed,
    };
    const position = { namespace: query.namespace, after: parseResourceVersion(query.after) };
    return watchChanges(source, position, signal);
  }
}
