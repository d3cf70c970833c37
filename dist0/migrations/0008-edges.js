import {} from 'typeorm';
/** Who joined as an edge: certificates are sealed to its key. */
export class Edges0008 {
    name = 'Edges1700000000008';
    async up(runner) {
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
    async down(runner) {
        await runner.query('DROP TABLE edges');
    }
}
//# sourceMappingURL=0008-edges.js.map