import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {} from '#libs/apimachinery';
import { decodeRecord, encodeRecord } from './object-record.js';
/**
 * Objects in a directory: `snapshot.N` holds everything as of its writing, `journal.N` what was written since that was begun. The
 * state is the newest snapshot and then all journals from its number on. A snapshot appears under its name only when whole.
 */
export class StateDirectory {
    path;
    generation;
    snapshotBytes;
    journal;
    bytes = 0;
    constructor(path, generation, 
    /** Of the last snapshot. */
    snapshotBytes) {
        this.path = path;
        this.generation = generation;
        this.snapshotBytes = snapshotBytes;
    }
    /**
     * Reads what is there. A journal may end in the middle of a record (the process was killed): it counts up to there.
     * @throws Error for a snapshot that is not whole
     */
    static async open(path) {
        const objects = new Map();
        const names = await readdir(path);
        const snapshot = Math.max(0, ...numbers(names, 'snapshot'));
        let bytes = 0;
        if (snapshot > 0) {
            const text = await readFile(join(path, `snapshot.${snapshot}`), 'utf8');
            bytes = text.length;
            if (!replay(text, objects))
                throw new Error(`${join(path, `snapshot.${snapshot}`)} is damaged`);
        }
        const journals = numbers(names, 'journal').sort((a, b) => a - b);
        for (const number of journals)
            if (number >= snapshot)
                replay(await readFile(join(path, `journal.${number}`), 'utf8'), objects);
        const last = Math.max(snapshot, ...journals);
        return { directory: new StateDirectory(path, last, bytes), objects };
    }
    /** Bytes in the journal since the last snapshot, and of that snapshot. */
    get size() {
        return { journal: this.bytes, snapshot: this.snapshotBytes };
    }
    async append(records) {
        let text = '';
        for (const record of records)
            text += encodeRecord(record);
        this.journal ??= await this.openJournal();
        await this.journal.appendFile(text);
        this.bytes += text.length;
    }
    /** Writes everything anew and forgets the journals before it. Appends meanwhile go to the next journal. */
    async fold(objects) {
        await this.journal?.close();
        this.journal = await this.openJournal();
        this.bytes = 0;
        const number = this.generation;
        const draft = join(this.path, 'snapshot.draft');
        this.snapshotBytes = await writeRecords(draft, objects);
        await rename(draft, join(this.path, `snapshot.${number}`));
        const names = await readdir(this.path);
        for (const kind of ['snapshot', 'journal'])
            for (const old of numbers(names, kind))
                if (old < number)
                    await rm(join(this.path, `${kind}.${old}`));
    }
    async close() {
        await this.journal?.close();
        this.journal = undefined;
    }
    openJournal() {
        this.generation++;
        return open(join(this.path, `journal.${this.generation}`), 'a', 0o600);
    }
}
function numbers(names, kind) {
    return names.flatMap((name) => {
        const match = /^(snapshot|journal)\.(\d+)$/.exec(name);
        return match?.[1] === kind ? [Number(match[2])] : [];
    });
}
/** Applies records in order; false at the first one that is not whole. */
function replay(text, objects) {
    for (let start = 0; start < text.length;) {
        const end = text.indexOf('\n', start);
        const record = end < 0 ? undefined : decodeRecord(text.slice(start, end));
        if (!record)
            return false;
        if (record.object)
            objects.set(record.key, record.object);
        else
            objects.delete(record.key);
        start = end + 1;
    }
    return true;
}
async function writeRecords(path, records) {
    await writeFile(path, '', { mode: 0o600 });
    const file = await open(path, 'a', 0o600);
    let bytes = 0;
    try {
        let text = '';
        for await (const record of records) {
            text += encodeRecord(record);
            if (text.length < 1_000_000)
                continue;
            await file.appendFile(text);
            bytes += text.length;
            text = '';
        }
        await file.appendFile(text);
        await file.sync();
        return bytes + text.length;
    }
    finally {
        await file.close();
    }
}
//# sourceMappingURL=state-directory.js.map