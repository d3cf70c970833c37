import {} from 'typeorm';
/** Whether deletions wait for an admin, because an older backup took over (docs/decisions/0018-restored-backup.md). */
export class Restored0006 {
    name = 'Restored1700000000006';
    async up(runner) {
        await runner.query('ALTER TABLE hub_state ADD COLUMN deletions_held boolean NOT NULL DEFAULT false');
    }
    async down(runner) {
        await runner.query('ALTER TABLE hub_state DROP COLUMN deletions_held');
    }
}
//# sourceMappingURL=0006-restored.js.map