import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Numbers that starting hubs left out: none of them was ever given, unless in a future that a backup lost. */
export class GenerationGaps0009 implements MigrationInterface {
  readonly name = 'GenerationGaps1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE generation_gaps (
        after bigint NOT NULL,
        up_to bigint NOT NULL,
        CONSTRAINT generation_gaps_pkey PRIMARY KEY (after)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE generation_gaps');
  }
}
