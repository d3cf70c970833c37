import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Whether deletions wait for an admin, because an older backup took over (docs/decisions/0018-restored-backup.md). */
export class Restored0006 implements MigrationInterface {
  readonly name = 'Restored1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE hub_state ADD COLUMN deletions_held boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE hub_state DROP COLUMN deletions_held');
  }
}
