import { type DataSource, type Repository } from 'typeorm';
import { coldPath } from './cold-path.js';
import { AgentEntity } from './entities.js';
import { type AgentCredential } from './work-types.js';

/** Who joined as a cluster. */
export class AgentRepository {
  private readonly agents: Repository<AgentEntity>;

  constructor(dataSource: DataSource) {
    this.agents = dataSource.getRepository(AgentEntity);
  }

  /** The newest join of a cluster replaces the one before. */
  async upsert(agent: AgentCredential): Promise<void> {
    await coldPath(() => this.agents.upsert({ ...agent, joinedAt: String(agent.joinedAt) }, ['cluster']));
  }

  async get(cluster: string): Promise<AgentCredential | undefined> {
    const agent = await coldPath(() => this.agents.findOneBy({ cluster }));
    return agent ? toCredential(agent) : undefined;
  }

  /** By name of cluster. */
  async all(): Promise<AgentCredential[]> {
    const agents = await coldPath(() => this.agents.find({ order: { cluster: 'ASC' } }));
    return agents.map(toCredential);
  }

  async remove(cluster: string): Promise<void> {
    await coldPath(() => this.agents.delete({ cluster }));
  }
}

function toCredential(agent: AgentEntity): AgentCredential {
  const { cluster, natsPublicKey, sealingPublicKey, sealingKeyId, joinedAt } = agent;
  return { cluster, natsPublicKey, sealingPublicKey, sealingKeyId, joinedAt: Number(joinedAt) };
}
