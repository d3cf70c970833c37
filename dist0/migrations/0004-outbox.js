import {} from 'typeorm';
/**
 * What the outbox must know of a row: how often it was put back (so that a sender that read it before cannot take it out
 * again), and when it was taken out last (docs/decisions/0015-one-hub-publishes.md).
 */
export class Outbox0004 {
    name = 'Outbox1700000000004';
    async up(runner) {
        await runner.query(`ALTER TABLE work
      ADD COLUMN attempt integer NOT NULL DEFAULT 0,
      ADD COLUMN published_at timestamp with time zone`);
    }
    async down(runner) {
        await runner.query('ALTER TABLE work DROP COLUMN attempt, DROP COLUMN published_at');
    }
}
//# sourceMappingURL=0004-outbox.js.map