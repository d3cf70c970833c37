import {
  formatGroupResource,
  formatObjectKey,
  StatusError,
  type KubeObject,
  type ObjectKey,
} from '#libs/apimachinery';
import { type ListPage, type ListQuery } from '#libs/apiserver';
import { Batcher, type BatcherStatus } from './batcher.js';
import { type Codec } from './codec.js';
import { type Database } from './database.js';
import { type StoreLimits } from './limits.js';
import { keyText, listStatement } from './list-statement.js';
import { decodeObject, type ObjectRow } from './object-rows.js';
import { type RecentObjects } from './recent-objects.js';
import { expired, parseResourceVersion, type Shard } from './shards.js';

// LATERAL with LIMIT looks rows up one by one, whatever the planner believed of the table when it was small.
const GET = {
  name: 'get_objects',
  text: `SELECT t.place, o.resource, o.namespace, o.name, o.rv, o.encoding, o.key_id, o.body
         FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t(resource, namespace, name, place)
         JOIN LATERAL (
           SELECT * FROM objects o
           WHERE o.resource = t.resource AND o.namespace = t.namespace AND o.name = t.name LIMIT 1
         ) o ON true`,
};
const COUNTER = { name: 'counter', text: 'SELECT value FROM rv_counter WHERE shard = $1' };

/** A LIST row: counter, horizon and count come with every row; the object is absent when nothing was found. */
interface ListRow extends ObjectRow {
  readonly counter: string;
  readonly horizon: string;
  readonly following: string | null;
}

export interface ObjectReaderDeps {
  readonly database: Database;
  readonly codec: Codec;
  readonly recent: RecentObjects;
  readonly limits: StoreLimits;
}

/** Reads of the latest committed state, and of past states out of the change log. */
export class ObjectReader {
  private readonly gets: Batcher<ObjectKey, KubeObject | undefined>;
  private readonly counters: Batcher<Shard, string>;

  constructor(private readonly deps: ObjectReaderDeps) {
    const { readBatch: maxBatch, queued: maxQueued } = deps.limits;
    this.gets = new Batcher<ObjectKey, KubeObject | undefined>({
      name: 'get',
      maxBatch,
      maxInFlight: 2,
      maxQueued,
      run: (keys) => this.getMany(keys),
    });
    this.counters = new Batcher<Shard, string>({
      name: 'resourceVersion',
      maxBatch,
      maxInFlight: 2,
      maxQueued,
      run: (shards) => this.readCounters(shards),
    });
  }

  get(key: ObjectKey): Promise<KubeObject | undefined> {
    return this.gets.add(key);
  }

  counter(shard: Shard): Promise<string> {
    return this.counters.add(shard);
  }

  /** One statement, hence one snapshot: the version it answers is exact for the items it answers. */
  async list(query: ListQuery): Promise<ListPage> {
    const at = query.at === undefined ? undefined : parseResourceVersion(query.at);
    const statement = listStatement(query, at);
    const rows = await this.deps.database.query<ListRow>(statement, statement.values);
    const [first] = rows;
    if (!first) throw new StatusError('InternalError', 'a counter row is missing');
    checkReachable(at, Number(first.horizon), Number(first.counter));
    const found = rows.filter((row) => (row.name as string | null) !== null);
    const page = query.limit === undefined ? found : found.slice(0, query.limit);
    const items = page.map((row) => decodeObject(this.deps.codec, row));
    const last = page.at(-1);
    return {
      items,
      resourceVersion: at === undefined ? first.counter : String(at),
      ...(last && found.length > page.length
        ? { next: { namespace: last.namespace, name: last.name }, ...remaining(first, page.length) }
        : {}),
    };
  }

  status(): Record<'gets' | 'counters', BatcherStatus> {
    return { gets: this.gets.status(), counters: this.counters.status() };
  }

  async close(): Promise<void> {
    await Promise.all([this.gets.close(), this.counters.close()]);
  }

  /** Each object once, however many ask: a burst of creates looks at one namespace. */
  private async getMany(asked: readonly ObjectKey[]): Promise<(KubeObject | undefined)[]> {
    const places = new Map<string, number>();
    const keys: ObjectKey[] = [];
    const placeOf = asked.map((key) => {
      const text = formatObjectKey(key);
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, keys.push(key));
      return keys.length;
    });
    const values = [
      keys.map(formatGroupResource),
      keys.map(({ namespace }) => keyText(namespace)),
      keys.map(({ name }) => keyText(name)),
    ];
    const rows = await this.deps.database.query<ObjectRow & { place: string }>(GET, values);
    const found = new Map(rows.map((row) => [Number(row.place), this.deps.recent.open(row)]));
    return placeOf.map((place) => found.get(place));
  }

  private async readCounters(shards: readonly Shard[]): Promise<string[]> {
    const distinct = [...new Set(shards)];
    const values = await Promise.all(
      distinct.map(async (shard): Promise<[Shard, string]> => {
        const [row] = await this.deps.database.query<{ value: string }>(COUNTER, [shard]);
        return [shard, row?.value ?? '0'];
      }),
    );
    const byShard = new Map(values);
    return shards.map((shard) => byShard.get(shard) ?? '0');
  }
}

function checkReachable(at: number | undefined, horizon: number, counter: number): void {
  if (at === undefined) return;
  if (at < horizon) throw expired(at, horizon);
  if (at > counter) {
    const message = `Too large resource version: ${String(at)}, current: ${String(counter)}`;
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
    throw new StatusError('Timeout', message, { details: { causes, retryAfterSeconds: 1 } });
  }
}

function remaining(row: ListRow, shown: number): { remaining: number } | undefined {
  return row.following === null ? undefined : { remaining: Number(row.following) - shown };
}
