import {} from 'typeorm';
/** The outbox is read by turns of the clusters, so that none waits for all the work of another. */
export class FairOutbox0005 {
    name = 'FairOutbox1700000000005';
    async up(runner) {
        await runner.query('DROP INDEX work_unpublished');
        await runner.query('CREATE INDEX work_unpublished ON work (cluster, generation) WHERE NOT published');
    }
    async down(runner) {
        await runner.query('DROP INDEX work_unpublished');
        await runner.query('CREATE INDEX work_unpublished ON work (generation) WHERE NOT published');
    }
}
//# sourceMappingURL=0005-fair-outbox.js.map