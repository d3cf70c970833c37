import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createSealingKeys } from '#libs/protocol';
import { createNatsIdentity } from '../nkey.js';
/** The file exists and is not what we wrote. Names the file, never its content. */
export class IdentityError extends Error {
    name = 'IdentityError';
}
const keysSchema = z.object({
    nats: z.object({ publicKey: z.string(), seed: z.string() }),
    sealing: z.object({ publicKey: z.string(), privateKey: z.string(), keyId: z.string() }),
});
const joinedSchema = keysSchema.extend({
    name: z.string(),
    hubUid: z.string(),
    natsUrl: z.string(),
    natsJwt: z.string(),
    natsCa: z.string(),
});
/** Files of the first versions, which knew agents only, say `cluster`. */
const identitySchema = z.preprocess((value) => typeof value === 'object' && value !== null && 'cluster' in value
    ? { name: value.cluster, ...value }
    : value, joinedSchema);
/** `identity.json` and `keys.json` in the data directory, mode 0600, replaced as a whole. */
export class IdentityStore {
    directory;
    constructor(directory) {
        this.directory = directory;
    }
    /** Undefined before the first join. @throws IdentityError */
    identity() {
        return this.read('identity.json', identitySchema);
    }
    /** The keys of an attempt to join that did not end, or new ones. @throws IdentityError */
    async keys() {
        const known = await this.read('keys.json', keysSchema);
        if (known)
            return known;
        const keys = { nats: createNatsIdentity(), sealing: createSealingKeys() };
        await this.write('keys.json', keys);
        return keys;
    }
    async save(identity) {
        await this.write('identity.json', identity);
    }
    async read(file, schema) {
        const path = join(this.directory, file);
        const text = await readFile(path, 'utf8').catch((error) => {
            if (error.code === 'ENOENT')
                return undefined;
            throw error;
        });
        if (text === undefined)
            return undefined;
        try {
            return schema.parse(JSON.parse(text));
        }
        catch {
            throw new IdentityError(`${path} is damaged; remove the directory and join again with a new token`);
        }
    }
    async write(file, value) {
        const path = join(this.directory, file);
        const handle = await open(`${path}.new`, 'w', 0o600);
        try {
            await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
            await handle.sync();
        }
        finally {
            await handle.close();
        }
        await rename(`${path}.new`, path);
    }
}
//# sourceMappingURL=identity-store.js.map