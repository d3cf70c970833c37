import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The outbox is read by turns of the clusters, so that none waits for all the work of another. */
export class FairOutbox0005 implements MigrationInterface {
  readonly name = 'FairOutbox1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX work_unpublished');
    await runner.query('CREATE INDEX work_unpublished ON work (cluster, generation) WHERE NOT published');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX work_unpublished');
    await runner.query('CREATE INDEX work_unpublished ON work (generation) WHERE NOT published');
  }
}
