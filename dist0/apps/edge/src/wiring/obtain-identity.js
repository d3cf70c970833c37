import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, systemClock } from '#libs/process';
import { IdentityStore, joinHub } from '#libs/transport';
import {} from './settings.js';
import { EDGE_VERSION } from './version.js';
/** In the data directory: the last table of each key. Belongs to one membership, as the identity does. */
export const TABLES_FILE = 'tables';
/**
 * Who this edge is: from the data directory, or, on the first start, by joining. Undefined when `signal` aborted the join.
 * @throws ConfigError, JoinRefusedError, IdentityError
 */
export async function obtainIdentity(config, directory, logger, signal) {
    const store = new IdentityStore(directory);
    const known = await store.identity();
    const name = config.MERIDIAN_EDGE;
    if (known) {
        if (known.name !== name)
            throw new ConfigError(`${directory} belongs to the edge ${known.name}, not to ${name}`);
        return known;
    }
    const { MERIDIAN_HUB_URL: hubUrl, MERIDIAN_JOIN_TOKEN: token } = config;
    if (hubUrl === undefined || token === undefined)
        throw new ConfigError(`${directory} holds no identity: the first start needs MERIDIAN_HUB_URL and MERIDIAN_JOIN_TOKEN`);
    const keys = await store.keys();
    const request = {
        v: 1,
        role: 'edge',
        name,
        natsPublicKey: keys.nats.publicKey,
        sealingPublicKey: keys.sealing.publicKey,
        region: config.MERIDIAN_REGION,
        zone: config.MERIDIAN_ZONE,
        version: EDGE_VERSION,
    };
    const joined = await joinHub({ hubUrl, token, request, clock: systemClock, logger, signal });
    if (!joined)
        return undefined;
    // Of an earlier membership: another hub's tables must not be served.
    await rm(join(directory, TABLES_FILE), { force: true });
    const { hubUid, natsUrl, natsJwt, natsCa } = joined;
    const identity = { ...keys, name, hubUid, natsUrl, natsJwt, natsCa };
    await store.save(identity);
    logger.info({ hubUrl, hubUid }, 'joined');
    return identity;
}
//# sourceMappingURL=obtain-identity.js.map