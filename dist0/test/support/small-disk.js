import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
const run = promisify(execFile);
const CHUNK = Buffer.alloc(64 * 1024);
/** A file system of its own that can be full: a small tmpfs. */
export class SmallDisk {
    path;
    ballast;
    constructor(path) {
        this.path = path;
        this.ballast = join(path, 'ballast');
    }
    /** In place of the directory `path`. Undefined, and said so on stderr, where this process may not mount. */
    static async mount(path, megabytes) {
        await mkdir(path, { recursive: true });
        try {
            await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path]);
            return new SmallDisk(path);
        }
        catch {
            process.stderr.write('SKIPPED: no file system can be mounted here: nothing is tested with a full disk\n');
            return undefined;
        }
    }
    /** Not a byte is left. */
    async fill() {
        const file = await open(this.ballast, 'a');
        try {
            for (let size = CHUNK.length; size >= 1; size = size > 512 ? size / 2 : 0)
                while (await fits(file.write(CHUNK, 0, size)))
                    ;
        }
        finally {
            await file.close();
        }
    }
    async free() {
        await rm(this.ballast, { force: true });
    }
    /** Whoever uses it keeps it until they end. */
    async unmount() {
        await run('umount', ['-l', this.path]);
    }
}
async function fits(write) {
    try {
        await write;
        return true;
    }
    catch (error) {
        if (error.code === 'ENOSPC')
            return false;
        throw error;
    }
}
//# sourceMappingURL=small-disk.js.map