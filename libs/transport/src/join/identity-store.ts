import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createSealingKeys, type SealingKeys } from '#libs/protocol';
import { createNatsIdentity, type NatsIdentity } from '../nkey.js';

/** What the process makes by itself before it asks to join. Kept from then on: the token is bound to these keys. */
export interface OwnKeys {
  readonly nats: NatsIdentity;
  readonly sealing: SealingKeys;
}

/** What the hub answered to the join, with the keys it was given for. */
export interface StoredIdentity extends OwnKeys {
  /** Of the cluster or edge, as at the hub. */
  readonly name: string;
  readonly hubUid: string;
  readonly natsUrl: string;
  readonly natsJwt: string;
  /** PEM; '' where the broker has a public certificate. */
  readonly natsCa: string;
}

/** The file exists and is not what we wrote. Names the file, never its content. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
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
const identitySchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && 'cluster' in value
      ? { name: value.cluster, ...value }
      : value,
  joinedSchema,
);

/** `identity.json` and `keys.json` in the data directory, mode 0600, replaced as a whole. */
export class IdentityStore {
  constructor(private readonly directory: string) {}

  /** Undefined before the first join. @throws IdentityError */
  identity(): Promise<StoredIdentity | undefined> {
    return this.read('identity.json', identitySchema);
  }

  /** The keys of an attempt to join that did not end, or new ones. @throws IdentityError */
  async keys(): Promise<OwnKeys> {
    const known = await this.read('keys.json', keysSchema);
    if (known) return known;
    const keys = { nats: createNatsIdentity(), sealing: createSealingKeys() };
    await this.write('keys.json', keys);
    return keys;
  }

  async save(identity: StoredIdentity): Promise<void> {
    await this.write('identity.json', identity);
  }

  private async read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const path = join(this.directory, file);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw new IdentityError(`${path} is damaged; remove the directory and join again with a new token`);
    }
  }

  private async write(file: string, value: object): Promise<void> {
    const path = join(this.directory, file);
    const handle = await open(`${path}.new`, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.new`, path);
  }
}
