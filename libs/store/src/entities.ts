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

export const ENTITIES = [RvCounterEntity, ChangeHorizonEntity, ObjectEntity, ChangeEntity];
