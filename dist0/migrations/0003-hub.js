import {} from 'typeorm';
/** Who the hub is, who joined, what may join, and the hub's own sealed secrets. Times are ms since the epoch. */
export class Hub0003 {
    name = 'Hub1700000000003';
    async up(runner) {
        await runner.query(HUB);
    }
    async down(runner) {
        await runner.query('DROP TABLE hub_state, agents, join_tokens, vault');
    }
}
const HUB = `
CREATE TABLE hub_state (
  id smallint NOT NULL,
  hub_uid text NOT NULL,
  epoch bigint NOT NULL,
  CONSTRAINT hub_state_pkey PRIMARY KEY (id)
);
CREATE TABLE agents (
  cluster text COLLATE "C" NOT NULL,
  nats_public_key text NOT NULL,
  sealing_public_key text NOT NULL,
  sealing_key_id text NOT NULL,
  joined_at bigint NOT NULL,
  CONSTRAINT agents_pkey PRIMARY KEY (cluster)
);
CREATE TABLE join_tokens (
  id text COLLATE "C" NOT NULL,
  secret_hash text NOT NULL,
  role text NOT NULL,
  name text NOT NULL,
  expires_at bigint NOT NULL,
  revoked boolean NOT NULL,
  used_by text,
  CONSTRAINT join_tokens_pkey PRIMARY KEY (id)
);
CREATE TABLE vault (
  name text COLLATE "C" NOT NULL,
  encoding text NOT NULL,
  key_id text NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT vault_pkey PRIMARY KEY (name)
)`;
//# sourceMappingURL=0003-hub.js.map