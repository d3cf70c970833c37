import { IsNull } from 'typeorm';
import { coldPath } from './cold-path.js';
import { JoinTokenEntity } from './entities.js';
/** What may join, once each. Whether a token is expired is for the caller to say: the hub's clock decides. */ export class JoinTokenRepository {
    tokens;
    constructor(dataSource){
        this.tokens = dataSource.getRepository(JoinTokenEntity);
    }
    /** Creating the same token again changes nothing. */ async create(token) {
        const row = {
            ...token,
            expiresAt: String(token.expiresAt),
            usedBy: token.usedBy ?? null
        };
        await coldPath(()=>this.tokens.createQueryBuilder().insert().values(row).orIgnore().execute());
    }
    async get(id) {
        const token = await coldPath(()=>this.tokens.findOneBy({
                id
            }));
        return token ? toRow(token) : undefined;
    }
    /** True when the token is now bound to this key, by this call or an earlier one; false when it is another's or revoked. */ async bind(id, natsPublicKey) {
        const usable = [
            {
                id,
                revoked: false,
                usedBy: IsNull()
            },
            {
                id,
                revoked: false,
                usedBy: natsPublicKey
            }
        ];
        const result = await coldPath(()=>this.tokens.createQueryBuilder().update().set({
                usedBy: natsPublicKey
            }).where(usable).execute());
        return (result.affected ?? 0) > 0;
    }
    /** False when there is no such token. */ async revoke(id) {
        const result = await coldPath(()=>this.tokens.update({
                id
            }, {
                revoked: true
            }));
        return (result.affected ?? 0) > 0;
    }
    /** All tokens for one name: nobody can join with them any more. */ async revokeOf(role, name) {
        await coldPath(()=>this.tokens.update({
                role,
                name,
                revoked: false
            }, {
                revoked: true
            }));
    }
    async list() {
        const tokens = await coldPath(()=>this.tokens.find({
                order: {
                    id: 'ASC'
                }
            }));
        return tokens.map(toRow);
    }
}
function toRow(token) {
    const { id, secretHash, role, name, expiresAt, revoked, usedBy } = token;
    return {
        id,
        secretHash,
        role,
        name,
        expiresAt: Number(expiresAt),
        revoked,
        usedBy: usedBy ?? undefined
    };
}
