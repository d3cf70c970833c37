import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds what clusters have yet to undo without looking at all work: `kubectl get placements` shows it. */
export class Undone0007 implements MigrationInterface {
  readonly name = 'Undone1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX work_undone ON work (key) WHERE action <> 'apply'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX work_undone');
  }
}
