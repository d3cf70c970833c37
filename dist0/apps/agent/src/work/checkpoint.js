import { subjectHash } from '#libs/protocol';
import { systemClock } from '#libs/process';
import { frames, FRAME_HEAD_BYTES, HEADER, payloadOf, readFrames } from '#libs/process';
import { JournalFile, JournalMemory } from '#libs/process';
import { isNewer, withoutBody } from './generations.js';
/** The journal is written anew when it is above this and mostly holds what is no longer true. */
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;
/** After a write that failed, the disk is tried again so often. */
const DISK_RETRY_MS = 5_000;
/** The place of what the journal no longer holds. */
const NOWHERE = { offset: 0, length: 0 };
/** How long notes are gathered before they are written. */
const NOTE_DELAY_MS = 50;
const COPY_BYTES = 1024 * 1024;
const WORK = Buffer.from('W');
const NOTE = Buffer.from('N');
/**
 * What an agent needs to go on without hub and broker: every work message as it came (sealed bodies stay sealed), and what
 * the member answered. A journal of checksummed frames that is only ever added to and now and then compacted. A crash loses
 * at most what was not yet acknowledged; damage costs the damaged frames, is counted, and JetStream's last values heal it.
 */
export class Checkpoint {
    journal;
    logger;
    clock;
    slots = new Map();
    queue = [];
    writing;
    /** Ends the lull that the writer is in, if it is in one. */
    hurry = () => undefined;
    liveBytes = HEADER.length;
    compactAbove = COMPACT_ABOVE_BYTES;
    /** Bytes of the journal that could not be read when it was opened. */
    damagedBytes = 0;
    /** Why the last write failed; undefined when it succeeded. */
    error;
    /** Notes that could not be written yet, the newest of each object. */
    unwritten = new Map();
    cancelRetry = () => undefined;
    constructor(journal, logger, clock) {
        this.journal = journal;
        this.logger = logger;
        this.clock = clock;
    }
    /** In the file at `path`; without one it lasts as long as the process. */
    static async open(path, logger) {
        return Checkpoint.over(path === undefined ? new JournalMemory() : await JournalFile.open(path), logger);
    }
    static async over(journal, logger, clock = systemClock) {
        const checkpoint = new Checkpoint(journal, logger, clock);
        await checkpoint.replay();
        return checkpoint;
    }
    entries() {
        return this.slots.entries();
    }
    /** Resolves when all of it would survive a crash. `payload` is the message as it came in. */
    async putWork(items) {
        await Promise.all(items.map(({ key, message, payload }) => new Promise((resolve, reject) => {
            this.unwritten.delete(key);
            this.enqueue({
                parts: [WORK, payload],
                durable: true,
                written: (offset) => {
                    this.takeWork(key, message, { offset, length: payload.byteLength + 1 });
                    resolve();
                },
                failed: reject,
            });
        })));
    }
    /** Written soon, and not waited for: losing it costs a comparison with the member. */
    note(note) {
        const text = Buffer.from(JSON.stringify(note));
        this.unwritten.delete(note.key);
        this.enqueue({
            parts: [NOTE, text],
            durable: false,
            written: () => this.takeNote(note, text.byteLength + 1 + FRAME_HEAD_BYTES),
            failed: () => this.unwritten.set(note.key, note),
        });
    }
    /** The newest work about an object, body included. Undefined when it is not known or its frame is damaged. */
    async load(key) {
        const place = this.slots.get(key)?.place;
        if (!place)
            return undefined;
        const payload = await this.readPayload(place);
        return payload && JSON.parse(payload.toString('utf8', 1));
    }
    /** The same work, once more, is to be taken in place of what is held. */
    damaged(key) {
        const slot = this.slots.get(key);
        if (slot)
            slot.damaged = true;
    }
    async flush() {
        this.hurry();
        while (this.writing)
            await this.writing;
    }
    async close() {
        this.cancelRetry();
        await this.flush();
        await this.journal.close();
    }
    enqueue(item) {
        this.queue.push(item);
        if (item.durable)
            this.hurry();
        this.writing ??= this.writeAll().finally(() => {
            this.writing = undefined;
        });
    }
    /** One batch after another; what arrives meanwhile makes the next: a flush to disk serves many. */
    async writeAll() {
        // The first turn lets a burst of callers join the first batch.
        await Promise.resolve();
        while (this.queue.length > 0) {
            if (!this.queue.some((item) => item.durable))
                await this.lull();
            const batch = this.queue;
            this.queue = [];
            await this.writeBatch(batch);
            await this.compactIfWorthwhile();
        }
    }
    /** Notes wait a moment for company, until somebody waits for the disk. */
    lull() {
        return new Promise((resolve) => {
            const cancel = this.clock.after(NOTE_DELAY_MS, resolve);
            this.hurry = () => {
                cancel();
                resolve();
            };
        });
    }
    async writeBatch(batch) {
        let at = this.journal.size;
        const durable = batch.some((item) => item.durable);
        try {
            await this.journal.append(frames(batch.map((item) => item.parts)), durable);
        }
        catch (error) {
            for (const item of batch)
                item.failed(error);
            this.failing(error);
            return;
        }
        this.working();
        for (const item of batch) {
            item.written(at + FRAME_HEAD_BYTES);
            at += FRAME_HEAD_BYTES + item.parts.reduce((sum, part) => sum + part.byteLength, 0);
        }
    }
    /** Known work goes on from memory; new work is not acknowledged. The disk is tried again, even if nobody writes. */
    failing(error) {
        if (this.error === undefined)
            this.logger.error({ err: error, path: this.journal.name }, 'the checkpoint cannot be written');
        this.error = error instanceof Error ? error.message : String(error);
        this.cancelRetry();
        this.cancelRetry = this.clock.after(DISK_RETRY_MS, () => {
            const notes = [...this.unwritten.values()];
            this.unwritten = new Map();
            // One about no object, which has no effect, where there is none.
            for (const note of notes.length > 0 ? notes : [{ key: '' }])
                this.note(note);
        });
    }
    working() {
        if (this.error === undefined)
            return;
        this.error = undefined;
        this.logger.info({ path: this.journal.name }, 'the checkpoint can be written again');
    }
    /** Undefined for what is damaged. Places change together with the file they point into, even during a compaction. */
    async readPayload({ offset, length }) {
        if (length === 0)
            return undefined;
        return payloadOf(await this.journal.read(offset - FRAME_HEAD_BYTES, length + FRAME_HEAD_BYTES));
    }
    async replay() {
        const size = this.journal.size;
        const header = await this.journal.read(0, HEADER.length);
        const read = (offset, length) => this.journal.read(offset, length);
        let end = size;
        for await (const item of readFrames(read, size)) {
            if ('payload' in item)
                this.replayFrame(item.payload, item.offset);
            else {
                this.damagedBytes += item.skippedBytes;
                ({ end } = item);
            }
        }
        // A journal of another version has frames of another magic, so nothing was read from it.
        if (!header.equals(HEADER)) {
            this.damagedBytes += header.length;
            await this.compact();
        }
        else if (end < size)
            await this.journal.truncate(end); // new frames must follow whole ones
        if (this.damagedBytes > 0)
            this.logger.warn({ bytes: this.damagedBytes, path: this.journal.name }, 'part of the checkpoint was unreadable and is left out');
    }
    replayFrame(payload, offset) {
        // The checksum held, so this was written by us; what still does not parse comes from a newer version.
        try {
            const value = JSON.parse(payload.toString('utf8', 1));
            if (payload[0] === WORK[0]) {
                const message = value;
                this.takeWork(subjectHash(message.object), withoutBody(message), { offset, length: payload.length });
            }
            else if (payload[0] === NOTE[0])
                this.takeNote(value, payload.length + FRAME_HEAD_BYTES);
        }
        catch {
            this.damagedBytes += payload.length;
        }
    }
    takeWork(key, message, place) {
        const known = this.slots.get(key);
        if (known && (known.damaged ? isNewer(known.work, message) : !isNewer(message, known.work)))
            return;
        this.liveBytes += place.length + FRAME_HEAD_BYTES - (known ? known.place.length + FRAME_HEAD_BYTES : 0);
        const work = withoutBody(message);
        if (known)
            Object.assign(known, { work, place, finished: undefined, damaged: false });
        else
            this.slots.set(key, {
                work,
                place,
                applied: undefined,
                finished: undefined,
                noteBytes: 0,
                damaged: false,
            });
    }
    takeNote(note, bytes) {
        const slot = this.slots.get(note.key);
        if (!slot)
            return;
        this.liveBytes -= slot.noteBytes;
        if (note.forgotten) {
            this.liveBytes -= slot.place.length + FRAME_HEAD_BYTES;
            this.slots.delete(note.key);
            return;
        }
        slot.applied = note.applied;
        slot.finished = note.finished;
        slot.noteBytes = bytes;
        this.liveBytes += bytes;
    }
    async compactIfWorthwhile() {
        if (this.journal.size < this.compactAbove || this.journal.size < 2 * this.liveBytes)
            return;
        try {
            await this.compact();
            this.compactAbove = COMPACT_ABOVE_BYTES;
        }
        catch (error) {
            // The old journal is whole; a full disk must not stop the agent, nor make it copy again with each write.
            this.compactAbove = 2 * this.journal.size;
            this.logger.error({ err: error }, 'the checkpoint could not be compacted');
        }
    }
    async compact() {
        const places = new Map();
        await this.journal.replace(this.copyLive(places), () => {
            for (const [key, slot] of this.slots)
                slot.place = places.get(key) ?? slot.place;
        });
        this.liveBytes = this.journal.size;
    }
    /** The whole journal as it would be had only what is still true been written; fills `places`. */
    async *copyLive(places) {
        yield HEADER;
        let at = HEADER.length;
        let chunk = [];
        let chunkBytes = 0;
        for (const [key, slot] of this.slots) {
            const payload = await this.readPayload(slot.place);
            // Not to be given a new checksum; the next run will not know the object, and the hub will send it.
            if (!payload) {
                places.set(key, NOWHERE);
                continue;
            }
            const { applied, finished } = slot;
            const note = {
                key,
                ...(applied ? { applied } : {}),
                ...(finished === undefined ? {} : { finished }),
            };
            const bytes = frames([[payload], [NOTE, Buffer.from(JSON.stringify(note))]]);
            places.set(key, { offset: at + FRAME_HEAD_BYTES, length: payload.length });
            at += bytes.length;
            chunk.push(bytes);
            chunkBytes += bytes.length;
            if (chunkBytes < COPY_BYTES)
                continue;
            yield Buffer.concat(chunk);
            chunk = [];
            chunkBytes = 0;
        }
        yield Buffer.concat(chunk);
    }
}
//# sourceMappingURL=checkpoint.js.map