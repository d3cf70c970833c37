import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The tables as TypeORM sees them: the check that migrations and code agree, and the cold paths. The hot paths read and
 * write the same columns in SQL. int8 is a string here, as pg hands it over.
 */
const TEXT_KEY = { type: 'text', collation: 'C' } as const;

@Entity('rv_counter')
export class RvCounterEntity {
  @PrimaryColumn('smallint') shard!: number;
  @Column('bigint') value!: string;
}

@Entity('change_horizon')
export class ChangeHorizonEntity {
  @PrimaryColumn('smallint') shard!: number;
  @Column('bigint') value!: string;
}

@Entity('objects')
export class ObjectEntity {
  @PrimaryColumn(TEXT_KEY) resource!: string;
  @PrimaryColumn(TEXT_KEY) namespace!: string;
  @PrimaryColumn(TEXT_KEY) name!: string;
  @Column('text') uid!: string;
  @Column('bigint') rv!: string;
  @Column('jsonb') labels!: Record<string, string>;
  @Column('text') encoding!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('bytea') body!: Buffer;
}

@Entity('changes')
@Index('changes_by_resource', ['resource', 'rv'])
export class ChangeEntity {
  @PrimaryColumn('smallint') shard!: number;
  @PrimaryColumn('bigint') rv!: string;
  @Column(TEXT_KEY) resource!: string;
  @Column(TEXT_KEY) namespace!: string;
  @Column(TEXT_KEY) name!: string;
  @Column('text') type!: string;
  @Column('text') encoding!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('bytea') body!: Buffer;
  @Column('bigint', { name: 'prev_rv', nullable: true }) previousRv!: string | null;
  @Column('text', { name: 'prev_encoding', nullable: true }) previousEncoding!: string | null;
  @Column('text', { name: 'prev_key_id', nullable: true }) previousKeyId!: string | null;
  @Column('bytea', { name: 'prev_body', nullable: true }) previousBody!: Buffer | null;
  @Column('bigint', { name: 'write_id' }) writeId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

@Entity('work_generation')
export class WorkGenerationEntity {
  @PrimaryColumn('smallint') id!: number;
  @Column('bigint') value!: string;
}

@Entity('manifests')
export class ManifestEntity {
  @PrimaryColumn(TEXT_KEY) hash!: string;
  @Column('text') encoding!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('bytea') body!: Buffer;
}

@Entity('work')
@Index('work_unpublished', ['cluster', 'generation'], { where: 'NOT published' })
@Index('work_by_cluster', ['cluster', 'key'])
@Index('work_by_manifest', ['manifestHash'])
@Index('work_undone', ['cluster'], { where: "action <> 'apply'" })
export class WorkEntity {
  @PrimaryColumn(TEXT_KEY) key!: string;
  @PrimaryColumn(TEXT_KEY) cluster!: string;
  @Column('text') uid!: string;
  @Column('text') action!: string;
  @Column('text') reason!: string;
  @Column('boolean') adopt!: boolean;
  @Column('text', { name: 'propagation_policy', nullable: true }) propagationPolicy!: string | null;
  @Column({ ...TEXT_KEY, name: 'manifest_hash' }) manifestHash!: string;
  @Column('text', { name: 'patch_encoding', nullable: true }) patchEncoding!: string | null;
  @Column('text', { name: 'patch_key_id', nullable: true }) patchKeyId!: string | null;
  @Column('bytea', { name: 'patch_body', nullable: true }) patchBody!: Buffer | null;
  @Column('bytea', { name: 'content_hash' }) contentHash!: Buffer;
  @Column('bigint') generation!: string;
  @Column('boolean') published!: boolean;
  @Column('integer', { default: 0 }) attempt!: number;
  @Column('timestamp with time zone', { name: 'published_at', nullable: true }) publishedAt!: Date | null;
  @Column('text', { nullable: true }) memory!: string | null;
}

@Entity('move_buckets')
export class MoveBucketEntity {
  @PrimaryColumn(TEXT_KEY) name!: string;
  @Column('double precision') tokens!: number;
  @Column('bigint', { name: 'refilled_at' }) refilledAt!: string;
}

@Entity('reports')
export class ReportEntity {
  @PrimaryColumn(TEXT_KEY) key!: string;
  @PrimaryColumn(TEXT_KEY) cluster!: string;
  @Column('bigint') epoch!: string;
  @Column('text') instance!: string;
  @Column('bigint') sequence!: string;
  @Column('text') encoding!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('bytea') body!: Buffer;
  @Column('bigint', { name: 'received_at' }) receivedAt!: string;
}

@Entity('heartbeats')
export class HeartbeatEntity {
  @PrimaryColumn(TEXT_KEY) cluster!: string;
  @Column('text') instance!: string;
  @Column('bigint') sequence!: string;
  @Column('text') encoding!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('bytea') body!: Buffer;
  @Column('bigint', { name: 'received_at' }) receivedAt!: string;
}

@Entity('hub_state')
export class HubStateEntity {
  @PrimaryColumn('smallint') id!: number;
  @Column('text', { name: 'hub_uid' }) hubUid!: string;
  @Column('bigint') epoch!: string;
  @Column('boolean', { name: 'deletions_held', default: false }) deletionsHeld!: boolean;
}

@Entity('agents')
export class AgentEntity {
  @PrimaryColumn(TEXT_KEY) cluster!: string;
  @Column('text', { name: 'nats_public_key' }) natsPublicKey!: string;
  @Column('text', { name: 'sealing_public_key' }) sealingPublicKey!: string;
  @Column('text', { name: 'sealing_key_id' }) sealingKeyId!: string;
  @Column('bigint', { name: 'joined_at' }) joinedAt!: string;
}

@Entity('edges')
export class EdgeEntity {
  @PrimaryColumn(TEXT_KEY) edge!: string;
  @Column('text', { name: 'nats_public_key' }) natsPublicKey!: string;
  @Column('text', { name: 'sealing_public_key' }) sealingPublicKey!: string;
  @Column('text', { name: 'sealing_key_id' }) sealingKeyId!: string;
  @Column('bigint', { name: 'joined_at' }) joinedAt!: string;
}

@Entity('join_tokens')
export class JoinTokenEntity {
  @PrimaryColumn(TEXT_KEY) id!: string;
  @Column('text', { name: 'secret_hash' }) secretHash!: string;
  @Column('text') role!: 'cluster' | 'edge';
  @Column('text') name!: string;
  @Column('bigint', { name: 'expires_at' }) expiresAt!: string;
  @Column('boolean') revoked!: boolean;
  @Column('text', { name: 'used_by', nullable: true }) usedBy!: string | null;
}

@Entity('vault')
export class VaultEntity {
  @PrimaryColumn(TEXT_KEY) name!: string;
  @Column('text') encoding!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
  @Column('bytea') body!: Buffer;
}

export const ENTITIES = [
  RvCounterEntity,
  ChangeHorizonEntity,
  ObjectEntity,
  ChangeEntity,
  WorkGenerationEntity,
  ManifestEntity,
  WorkEntity,
  MoveBucketEntity,
  ReportEntity,
  HeartbeatEntity,
  HubStateEntity,
  AgentEntity,
  EdgeEntity,
  JoinTokenEntity,
  VaultEntity,
];
