import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
/** A journal in a file of mode 0600. */
export class JournalFile {
    name;
    handle;
    bytes;
    /** Behind `bytes` there may be part of a frame. */
    torn = false;
    constructor(name, handle, bytes) {
        this.name = name;
        this.handle = handle;
        this.bytes = bytes;
    }
    static async open(path) {
        const handle = await open(path, 'a+', 0o600);
        return new JournalFile(path, handle, (await handle.stat()).size);
    }
    get size() {
        return this.bytes;
    }
    async read(offset, length) {
        const buffer = Buffer.allocUnsafe(length);
        let filled = 0;
        while (filled < length) {
            const { bytesRead } = await this.handle.read(buffer, filled, length - filled, offset + filled);
            if (bytesRead === 0)
                break;
            filled += bytesRead;
        }
        return buffer.subarray(0, filled);
    }
    async append(bytes, durable) {
        const at = this.bytes;
        // What is added goes to the end of the file: a half-written frame (a full disk) must be gone by then.
        if (this.torn)
            await this.handle.truncate(at);
        this.torn = true;
        await writeAll(this.handle, bytes);
        if (durable)
            await this.handle.datasync();
        this.bytes = at + bytes.byteLength;
        this.torn = false;
    }
    async truncate(size) {
        await this.handle.truncate(size);
        this.bytes = size;
    }
    async replace(chunks, swapped) {
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
        }
        catch (error) {
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
    close() {
        return this.handle.close();
    }
}
/** A journal that lasts as long as its process: for benchmarks that host a thousand agents, and for tests of crashes. */
export class JournalMemory {
    content;
    name = 'memory';
    length;
    constructor(content = Buffer.alloc(0)) {
        this.content = content;
        this.length = content.length;
    }
    get size() {
        return this.length;
    }
    read(offset, length) {
        return Promise.resolve(Buffer.from(this.content.subarray(offset, Math.min(offset + length, this.length))));
    }
    append(bytes) {
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
    truncate(size) {
        this.length = Math.min(this.length, size);
        return Promise.resolve();
    }
    async replace(chunks, swapped) {
        const all = [];
        for await (const chunk of chunks)
            all.push(chunk);
        this.content = Buffer.concat(all);
        this.length = this.content.length;
        swapped();
    }
    /** What a file would hold now. */
    snapshot() {
        return Buffer.from(this.content.subarray(0, this.length));
    }
    close() {
        return Promise.resolve();
    }
}
async function writeAll(handle, bytes) {
    let written = 0;
    while (written < bytes.byteLength)
        written += (await handle.write(bytes, written, bytes.byteLength - written)).bytesWritten;
}
async function syncDirectory(path) {
    const directory = await open(path, 'r');
    try {
        await directory.sync();
    }
    finally {
        await directory.close();
    }
}
//# sourceMappingURL=journal-file.js.map