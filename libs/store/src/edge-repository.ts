import { type DataSource, type Repository } from 'typeorm';
import { coldPath } from './cold-path.js';
import { EdgeEntity } from './entities.js';
import { type AgentCredential } from './work-types.js';

/** Who joined as an edge. `cluster` of a credential is the edge's name here. */
export class EdgeRepository {
  private readonly edges: Repository<EdgeEntity>;

  constructor(dataSource: DataSource) {
    this.edges = dataSource.getRepository(EdgeEntity);
  }

  /** The newest join of an edge replaces the one before. */
  async upsert({ cluster: edge, joinedAt, ...keys }: AgentCredential): Promise<void> {
    await coldPath(() => this.edges.upsert({ edge, ...keys, joinedAt: String(joinedAt) }, ['edge']));
  }

  async get(edge: string): Promise<AgentCredential | undefined> {
    const found = await coldPath(() => this.edges.findOneBy({ edge }));
    return found ? toCredential(found) : undefined;
  }

  /** By name. */
  async all(): Promise<AgentCredential[]> {
    const edges = await coldPath(() => this.edges.find({ order: { edge: 'ASC' } }));
    return edges.map(toCredential);
  }

  async remove(edge: string): Promise<void> {
    await coldPath(() => this.edges.delete({ edge }));
  }
}

function toCredential({
  edge,
  natsPublicKey,
  sealingPublicKey,
  sealingKeyId,
  joinedAt,
}: EdgeEntity): AgentCredential {
  return { cluster: edge, natsPublicKey, sealingPublicKey, sealingKeyId, joinedAt: Number(joinedAt) };
}
