import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode } from './db-errors.js';
const KEY_BYTES = 32;
const keyFile = z.object({
    version: z.literal(1),
    /** The first seals; all open. */ keys: z.array(z.base64()).min(1)
});
/**
 * Keys in a file `{"version":1,"keys":[base64, ...]}`; the first seals, so that a key is rotated by putting a new one
 * in front. Creates the file (0600) once: of several processes that start together one wins, all read the same.
 * @throws Error when the file exists and is not of this form.
 */ export async function fileKeyProvider(path) {
    const text = await readIfPresent(path) ?? await createKeyFile(path);
    return keyProviderOf(parseKeyFile(text, path));
}
/** Keys from memory, the first seals. */ export function keyProviderOf(keys) {
    const all = keys.map((key)=>({
            id: fingerprint(key),
            key
        }));
    const [current] = all;
    if (!current) throw new Error('a key provider needs a key');
    const byId = new Map(all.map((key)=>[
            key.id,
            key
        ]));
    return {
        current: ()=>current,
        byId: (id)=>byId.get(id)
    };
}
function parseKeyFile(text, path) {
    try {
        const keys = keyFile.parse(JSON.parse(text)).keys.map((key)=>Buffer.from(key, 'base64'));
        if (keys.every((key)=>key.length === KEY_BYTES)) return keys;
    } catch  {
    // The parser's message may quote the key: it is not passed on.
    }
    throw new Error(`${path} is no key file: expected {"version":1,"keys":[32 bytes in base64, ...]}`);
}
function fingerprint(key) {
    return createHash('sha256').update('meridian data key\0').update(key).digest('hex').slice(0, 16);
}
/** Written aside and linked into place: a reader sees a whole file or none, and the first writer wins. */ async function createKeyFile(path) {
    await mkdir(dirname(path), {
        recursive: true,
        mode: 0o700
    });
    const text = JSON.stringify({
        version: 1,
        keys: [
            randomBytes(KEY_BYTES).toString('base64')
        ]
    });
    const aside = `${path}.${randomBytes(6).toString('hex')}`;
    const file = await open(aside, 'wx', 0o600);
    try {
        await file.writeFile(text);
        await file.sync();
    } finally{
        await file.close();
    }
    try {
        await link(aside, path);
        return text;
    } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        return await readFile(path, 'utf8');
    } finally{
        await unlink(aside);
    }
}
async function readIfPresent(path) {
    try {
        return await readFile(path, 'utf8');
    } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
    }
}
