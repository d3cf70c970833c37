import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, systemClock, type Logger } from '#libs/process';
import { IdentityStore, joinHub, type StoredIdentity } from '#libs/transport';
import { type AgentConfig } from './settings.js';
import { AGENT_VERSION } from './version.js';

/** In the data directory: all work, and what was applied. Belongs to one membership, as the identity does. */
export const CHECKPOINT_FILE = 'checkpoint';
/** In the data directory: the last tables of names, where names are served. */
export const NAMES_FILE = 'names';

/**
 * Who this agent is: from the data directory, or, on the first start, by joining. Undefined when `signal` aborted the join.
 * @throws ConfigError, JoinRefusedError, IdentityError
 */
export async function obtainIdentity(
  config: AgentConfig,
  directory: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<StoredIdentity | undefined> {
  const store = new IdentityStore(directory);
  const known = await store.identity();
  const cluster = config.MERIDIAN_CLUSTER;
  if (known) {
    if (known.name !== cluster)
      throw new ConfigError(`${directory} belongs to the cluster ${known.name}, not to ${cluster}`);
    return known;
  }
  const { MERIDIAN_HUB_URL: hubUrl, MERIDIAN_JOIN_TOKEN: token } = config;
  if (hubUrl === undefined || token === undefined)
    throw new ConfigError(
      `${directory} holds no identity: the first start needs MERIDIAN_HUB_URL and MERIDIAN_JOIN_TOKEN`,
    );
  const keys = await store.keys();
  const request = {
    v: 1,
    role: 'cluster',
    name: cluster,
    natsPublicKey: keys.nats.publicKey,
    sealingPublicKey: keys.sealing.publicKey,
    region: config.MERIDIAN_REGION,
    zone: config.MERIDIAN_ZONE,
    version: AGENT_VERSION,
  } as const;
  const joined = await joinHub({ hubUrl, token, request, clock: systemClock, logger, signal });
  if (!joined) return undefined;
  // Of an earlier membership: the hub sends everything anew, and what it deleted meanwhile must not come back.
  for (const file of [CHECKPOINT_FILE, NAMES_FILE]) await rm(join(directory, file), { force: true });
  const { hubUid, natsUrl, natsJwt, natsCa } = joined;
  const identity = { ...keys, name: cluster, hubUid, natsUrl, natsJwt, natsCa };
  await store.save(identity);
  logger.info({ hubUrl, hubUid }, 'joined');
  return identity;
}
