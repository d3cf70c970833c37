import { StatusError } from '#libs/apimachinery';
import { coldPath } from './cold-path.js';
import { VaultEntity } from './entities.js';
/** The hub's own secrets (CA key, NATS account keys), sealed and shared by all hubs of one database. */ export class Vault {
    codec;
    entries;
    constructor(dataSource, codec){
        this.codec = codec;
        this.entries = dataSource.getRepository(VaultEntity);
    }
    async get(name) {
        const entry = await coldPath(()=>this.entries.findOneBy({
                name
            }));
        return entry ? Buffer.from(this.codec.decode(entry, aad(name)), 'base64') : undefined;
    }
    /** Answers what is stored: of several hubs that start together, the first one's. */ async putIfAbsent(name, bytes) {
        const sealed = this.codec.encode(bytes.toString('base64'), {
            secret: true,
            aad: aad(name)
        });
        await coldPath(()=>this.entries.createQueryBuilder().insert().values({
                name,
                ...sealed
            }).orIgnore().execute());
        return await this.get(name) ?? bytes;
    }
}
/** @throws StatusError InternalError when this process has other data keys than those that sealed the database. */ export async function checkKey(vault) {
    try {
        await vault.putIfAbsent('key-check', Buffer.from('meridian'));
    } catch (cause) {
        if (!(cause instanceof StatusError) || cause.reason !== 'InternalError') throw cause;
        const message = 'the data key of this hub is not the one that sealed this database; every hub needs the same key file';
        throw new StatusError('InternalError', message, {
            cause
        });
    }
}
function aad(name) {
    return `vault/${name}`;
}
