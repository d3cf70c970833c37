import { setMaxListeners } from 'node:events';
import { type Clock, type Logger } from '#libs/process';
import { type BatcherStatus } from './batcher.js';
import { type Codec } from './codec.js';
import { type Database } from './database.js';
import { type Hints } from './hints.js';
import { type StoreLimits } from './limits.js';
import { ObjectReader } from './object-reader.js';
import { ObjectWriter } from './object-writer.js';
import { PostgresStorage } from './postgres-storage.js';
import { RecentObjects } from './recent-objects.js';
import { SHARDS, type Shard } from './shards.js';
import { Tailer } from './tailer.js';

export interface ObjectsDeps {
  readonly database: Database;
  readonly codec: Codec;
  readonly limits: StoreLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hints: Hints;
}

/** The parts of the store that deal with objects, put together. */
export interface Objects {
  readonly storage: PostgresStorage;
  readonly tailer: Tailer;
  queues(): Record<string, BatcherStatus>;
  /** Ends watches, then answers what was asked. */
  close(): Promise<void>;
}

/** Starts to follow the change log; hints of other hubs wake the tailer, commits of this one wake both. */
export async function openObjects(deps: ObjectsDeps): Promise<Objects> {
  const { database, codec, limits, hints } = deps;
  const recent = new RecentObjects(codec, limits);
  const tailer = new Tailer({ ...deps, recent });
  await tailer.start();
  for (const shard of SHARDS) hints.on(topicOf(shard), (rv) => tailer.wake(shard, Number(rv)));
  const writer = new ObjectWriter({
    database,
    codec,
    limits,
    recent,
    onCommit: (shard, rv, changes) => {
      if (changes) tailer.take(shard, changes);
      tailer.wake(shard, rv);
      hints.send(topicOf(shard), String(rv));
    },
  });
  const reader = new ObjectReader({ database, codec, recent, limits });
  const closing = new AbortController();
  // Every watch of this process listens on it.
  setMaxListeners(0, closing.signal);
  const closed = closing.signal;
  return {
    storage: new PostgresStorage({ reader, writer, tailer, database, recent, limits, closed }),
    tailer,
    queues: () => ({ ...writer.status(), ...reader.status() }),
    close: async () => {
      closing.abort();
      await Promise.all([writer.close(), reader.close()]);
      tailer.close();
    },
  };
}

function topicOf(shard: Shard): string {
  return `shard${String(shard)}`;
}
