import { decodeRoute, encodeRoute, routeSubject, type RouteMessage } from '#libs/protocol';
import {
  frames,
  FRAME_HEAD_BYTES,
  HEADER,
  JournalFile,
  readFrames,
  type JournalBytes,
  type Logger,
} from '#libs/process';
import { COMPACT_ABOVE_BYTES, COPY_BYTES } from './limits.js';

/**
 * The tables on disk, so that an edge serves after its own restart without hub and broker: a journal of checksummed frames,
 * a table as it came in each (certificates stay sealed). The last one of a key counts. Damage costs the damaged frames.
 */
export class TableJournal {
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly journal: JournalBytes,
    private readonly current: () => IterableIterator<RouteMessage>,
    private readonly logger: Logger,
  ) {}

  /** `take` gets every table that can be read, oldest first; `current` tells those that are to be kept. */
  static async open(
    path: string,
    tables: { take(table: RouteMessage): void; current(): IterableIterator<RouteMessage> },
    logger: Logger,
  ): Promise<TableJournal> {
    const bytes = await JournalFile.open(path);
    const journal = new TableJournal(bytes, () => tables.current(), logger);
    await journal.replay((table) => tables.take(table));
    return journal;
  }

  /** Resolves when all of them would survive a crash. One call after another. */
  append(payloads: readonly Uint8Array[]): Promise<void> {
    const result = this.turn.then(() => this.write(payloads));
    this.turn = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.turn;
    await this.journal.close();
  }

  private async write(payloads: readonly Uint8Array[]): Promise<void> {
    await this.journal.append(frames(payloads.map((payload) => [payload])), true);
    if (this.journal.size <= COMPACT_ABOVE_BYTES) return;
    const chunks = [...chunksOf(this.current())];
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    if (this.journal.size > 2 * bytes) await this.rewrite(chunks);
  }

  private rewrite(chunks: readonly Uint8Array[]): Promise<void> {
    return this.journal.replace(eachOf(chunks), () => undefined);
  }

  private async replay(take: (table: RouteMessage) => void): Promise<void> {
    const { size } = this.journal;
    const header = await this.journal.read(0, HEADER.length);
    let [damagedBytes, end] = [0, size];
    for await (const item of readFrames((offset, length) => this.journal.read(offset, length), size)) {
      if ('payload' in item) {
        const table = readTable(item.payload);
        if (table === undefined) damagedBytes += item.payload.length + FRAME_HEAD_BYTES;
        else take(table);
      } else {
        damagedBytes += item.skippedBytes;
        ({ end } = item);
      }
    }
    if (!header.equals(HEADER)) await this.rewrite([...chunksOf(this.current())]);
    else if (end < size) await this.journal.truncate(end);
    if (damagedBytes > 0)
      this.logger.warn(
        { bytes: damagedBytes, path: this.journal.name },
        'some tables on disk were unreadable',
      );
  }
}

/** The checksum held; what still does not parse comes from another version. */
function readTable(payload: Buffer): RouteMessage | undefined {
  try {
    const { key } = JSON.parse(payload.toString('utf8')) as { key?: unknown };
    return typeof key === 'string' ? decodeRoute(payload, routeSubject(key)) : undefined;
  } catch {
    return undefined;
  }
}

function* chunksOf(tables: IterableIterator<RouteMessage>): Generator<Uint8Array> {
  yield HEADER;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for (const table of tables) {
    const payload = encodeRoute(table);
    waiting.push(payload);
    bytes += payload.byteLength;
    if (bytes < COPY_BYTES) continue;
    yield frames(waiting.map((one) => [one]));
    [waiting, bytes] = [[], 0];
  }
  if (waiting.length > 0) yield frames(waiting.map((one) => [one]));
}

async function* eachOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
