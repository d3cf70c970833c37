import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {} from './tidy-rules.js';
const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['.ci', 'apps', 'docker', 'docs', 'libs', 'migrations', 'scripts', 'test'];
/** Made by programs, recorded from others, or cut off from the tree. */
const SKIPPED = /(^|\/)(node_modules|dist|generated|fixtures|scenarios)(\/|$)/;
const TEXT = /\.(ts|mjs|cjs|md|yaml|yml|json|conf|sql)$|^[^.]+$/;
/** What we wrote, as it lies in this working copy. */
export async function readSourceTree() {
    const top = await readdir(ROOT, { withFileTypes: true });
    const nested = await Promise.all(FOLDERS.map((folder) => filesBelow(folder)));
    const paths = [...top.filter((entry) => entry.isFile()).map(({ name }) => name), ...nested.flat()];
    return Promise.all(paths
        .filter((path) => TEXT.test(path) && path !== 'package-lock.json')
        .sort()
        .map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })));
}
async function filesBelow(folder) {
    if (SKIPPED.test(folder))
        return [];
    const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
    const found = await Promise.all(entries.map((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory())
            return filesBelow(path);
        return Promise.resolve(entry.isFile() ? [path] : []);
    }));
    return found.flat();
}
//# sourceMappingURL=source-tree.js.map