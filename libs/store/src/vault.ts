import { type DataSource, type Repository } from 'typeorm';
import { StatusError } from '#libs/apimachinery';
import { type Codec } from './codec.js';
import { coldPath } from './cold-path.js';
import { VaultEntity } from './entities.js';

/** The hub's own secrets (CA key, NATS account keys), sealed and shared by all hubs of one database. */
export class Vault {
  private readonly entries: Repository<VaultEntity>;

  constructor(
    dataSource: DataSource,
    private readonly codec: Codec,
  ) {
    this.entries = dataSource.getRepository(VaultEntity);
  }

  async get(name: string): Promise<Buffer | undefined> {
    const entry = await coldPath(() => this.entries.findOneBy({ name }));
    return entry ? Buffer.from(this.codec.decode(entry, aad(name)), 'base64') : undefined;
  }

  /** Answers what is stored: of several hubs that start together, the first one's. */
  async putIfAbsent(name: string, bytes: Buffer): Promise<Buffer> {
    const sealed = this.codec.encode(bytes.toString('base64'), { secret: true, aad: aad(name) });
    await coldPath(() =>
      this.entries
        .createQueryBuilder()
        .insert()
        .values({ name, ...sealed })
        .orIgnore()
        .execute(),
    );
    return (await this.get(name)) ?? bytes;
  }
}

/** @throws StatusError InternalError when this process has other data keys than those that sealed the database. */
export async function checkKey(vault: Vault): Promise<void> {
  try {
    await vault.putIfAbsent('key-check', Buffer.from('meridian'));
  } catch (cause) {
    if (!(cause instanceof StatusError) || cause.reason !== 'InternalError') throw cause;
    const message =
      'the data key of this hub is not the one that sealed this database; every hub needs the same key file';
    throw new StatusError('InternalError', message, { cause });
  }
}

function aad(name: string): string {
  return `vault/${name}`;
}
