import { coldPath } from './cold-path.js';
import { EdgeEntity } from './entities.js';
/** Who joined as an edge. `cluster` of a credential is the edge's name here. */ export class EdgeRepository {
    edges;
    constructor(dataSource){
        this.edges = dataSource.getRepository(EdgeEntity);
    }
    /** The newest join of an edge replaces the one before. */ async upsert({ cluster: edge, joinedAt, ...keys }) {
        await coldPath(()=>this.edges.upsert({
                edge,
                ...keys,
                joinedAt: String(joinedAt)
            }, [
                'edge'
            ]));
    }
    async get(edge) {
        const found = await coldPath(()=>this.edges.findOneBy({
                edge
            }));
        return found ? toCredential(found) : undefined;
    }
    /** By name. */ async all() {
        const edges = await coldPath(()=>this.edges.find({
                order: {
                    edge: 'ASC'
                }
            }));
        return edges.map(toCredential);
    }
}
function toCredential({ edge, natsPublicKey, sealingPublicKey, sealingKeyId, joinedAt }) {
    return {
        cluster: edge,
        natsPublicKey,
        sealingPublicKey,
        sealingKeyId,
        joinedAt: Number(joinedAt)
    };
}
