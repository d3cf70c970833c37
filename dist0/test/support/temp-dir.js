import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
/** A private directory (0700) for one test file; `remove` it afterwards. */
export async function tempDir(name) {
    const path = await mkdtemp(join(tmpdir(), `meridian-${name}-`));
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
//# sourceMappingURL=temp-dir.js.map