import { coldPath } from './cold-path.js';
import { AgentEntity } from './entities.js';
/** Who joined as a cluster. */ export class AgentRepository {
    agents;
    constructor(dataSource){
        this.agents = dataSource.getRepository(AgentEntity);
    }
    /** The newest join of a cluster replaces the one before. */ async upsert(agent) {
        await coldPath(()=>this.agents.upsert({
                ...agent,
                joinedAt: String(agent.joinedAt)
            }, [
                'cluster'
            ]));
    }
    async get(cluster) {
        const agent = await coldPath(()=>this.agents.findOneBy({
                cluster
            }));
        return agent ? toCredential(agent) : undefined;
    }
    /** By name of cluster. */ async all() {
        const agents = await coldPath(()=>this.agents.find({
                order: {
                    cluster: 'ASC'
                }
            }));
        return agents.map(toCredential);
    }
    async remove(cluster) {
        await coldPath(()=>this.agents.delete({
                cluster
            }));
    }
}
function toCredential(agent) {
    const { cluster, natsPublicKey, sealingPublicKey, sealingKeyId, joinedAt } = agent;
    return {
        cluster,
        natsPublicKey,
        sealingPublicKey,
        sealingKeyId,
        joinedAt: Number(joinedAt)
    };
}
