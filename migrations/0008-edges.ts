import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Who joined as an edge: certificates are sealed to its key. */
export class Edges0008 implements MigrationInterface {
  readonly name = 'Edges1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE edges (
        edge text COLLATE "C" NOT NULL,
        nats_public_key text NOT NULL,
        sealing_public_key text NOT NULL,
        sealing_key_id text NOT NULL,
        joined_at bigint NOT NULL,
        CONSTRAINT edges_pkey PRIMARY KEY (edge)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE edges');
  }
}
