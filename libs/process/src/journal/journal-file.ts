import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where the bytes of a journal lie. */
export interface JournalBytes {
  readonly size: number;
  read(offset: number, length: number): Promise<Buffer>;
  /** Adds at the end; `durable`: resolves when it survives a crash of the machine. */
  append(bytes: Uint8Array, durable: boolean): Promise<void>;
  /** Cuts off what follows `size`. */
  truncate(size: number): Promise<void>;
  /** For the log. */
  readonly name: string;
  /** Puts `chunks` in place of everything, at once or (after a crash) not at all; `swapped` is called in that instant. */
  replace(chunks: AsyncIterable<Uint8Array>, swapped: () => void): Promise<void>;
  close(): Promise<void>;
}

/** A journal in a file of mode 0600. */
export class JournalFile implements JournalBytes {
  /** Behind `bytes` there may be part of a frame. */
  private torn = false;

  private constructor(
    readonly name: string,
    private handle: FileHandle,
    private bytes: number,
  ) {}

  static async open(path: string): Promise<JournalFile> {
    const handle = await open(path, 'a+', 0o600);
    return new JournalFile(path, handle, (await handle.stat()).size);
  }

  get size(): number {
    return this.bytes;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.handle.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  async append(bytes: Uint8Array, durable: boolean): Promise<void> {
    const at = this.bytes;
    // What is added goes to the end of the file: a half-written frame (a full disk) must be gone by then.
    if (this.torn) await this.handle.truncate(at);
    this.torn = true;
    await writeAll(this.handle, bytes);
    if (durable) await this.handle.datasync();
    this.bytes = at + bytes.byteLength;
    this.torn = false;
  }

  async truncate(size: number): Promise<void> {
    await this.handle.truncate(size);
    this.bytes = size;
  }

  async replace(chunks: AsyncIterable<Uint8Array>, swapped: () => void): Promise<void> {
    const path = `${this.name}.new`;
    await rm(path, { force: true });
    // Opened for good before the rename: afterwards nothing can fail that would leave us writing to a file without a name.
    const fresh = await open(path, 'ax+', 0o600);
    let bytes = 0;
    try {
      for await (const chunk of chunks) {
        await writeAll(fresh, chunk);
        bytes += chunk.byteLength;
      }
      await fresh.datasync();
      await rename(path, this.name);
    } catch (error) {
      await fresh.close();
      throw error;
    }
    const old = this.handle;
    this.handle = fresh;
    this.bytes = bytes;
    this.torn = false;
    swapped();
    await old.close();
    await syncDirectory(dirname(this.name));
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** A journal that lasts as long as its process: for benchmarks that host a thousand agents, and for tests of crashes. */
export class JournalMemory implements JournalBytes {
  readonly name = 'memory';
  private length: number;

  constructor(private content: Buffer = Buffer.alloc(0)) {
    this.length = content.length;
  }

  get size(): number {
    return this.length;
  }

  read(offset: number, length: number): Promise<Buffer> {
    return Promise.resolve(
      Buffer.from(this.content.subarray(offset, Math.min(offset + length, this.length))),
    );
  }

  append(bytes: Uint8Array): Promise<void> {
    const needed = this.length + bytes.byteLength;
    if (needed > this.content.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.content.length * 2));
      this.content.copy(grown, 0, 0, this.length);
      this.content = grown;
    }
    this.content.set(bytes, this.length);
    this.length = needed;
    return Promise.resolve();
  }

  truncate(size: number): Promise<void> {
    this.length = Math.min(this.length, size);
    return Promise.resolve();
  }

  async replace(chunks: AsyncIterable<Uint8Array>, swapped: () => void): Promise<void> {
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(chunk);
    this.content = Buffer.concat(all);
    this.length = this.content.length;
    swapped();
  }

  /** What a file would hold now. */
  snapshot(): Buffer {
    return Buffer.from(this.content.subarray(0, this.length));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength)
    written += (await handle.write(bytes, written, bytes.byteLength - written)).bytesWritten;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
