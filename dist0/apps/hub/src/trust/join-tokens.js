import { StatusError } from '#libs/apimachinery';
import {} from '#libs/process';
import { clusterToken, formatJoinToken, joinSecretHash, joinSecretMatches, makeJoinToken, parseJoinToken, } from '#libs/protocol';
import {} from '#libs/store';
import { DEFAULT_TOKEN_TTL_SECONDS, MAX_TOKEN_TTL_SECONDS, MIN_TOKEN_TTL_SECONDS } from './limits.js';
/** Cluster names are names of objects: RFC 1123 subdomains. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Short-lived permits to join as one named cluster or edge. The hub keeps only a hash of each secret. */
export class JoinTokens {
    store;
    clock;
    caHash;
    /** `caHash`: what a joiner compares the hub's CA with; '' where the hub shows a publicly trusted certificate. */
    constructor(store, clock, caHash) {
        this.store = store;
        this.clock = clock;
        this.caHash = caHash;
    }
    /** @throws StatusError Invalid for a name or life that is not allowed */
    async create(role, name, ttlSeconds = DEFAULT_TOKEN_TTL_SECONDS) {
        if (!isJoinName(name))
            throw invalid('name', `"${name.slice(0, 64)}" is not a lower-case RFC 1123 subdomain of moderate length`);
        if (!Number.isInteger(ttlSeconds) ||
            ttlSeconds < MIN_TOKEN_TTL_SECONDS ||
            ttlSeconds > MAX_TOKEN_TTL_SECONDS)
            throw invalid('ttlSeconds', `must be from ${MIN_TOKEN_TTL_SECONDS} to ${MAX_TOKEN_TTL_SECONDS}`);
        const made = makeJoinToken(this.caHash);
        const expiresAt = this.clock.now() + ttlSeconds * 1000;
        await this.store.create({
            id: made.id,
            secretHash: joinSecretHash(made.secret),
            role,
            name,
            expiresAt,
            revoked: false,
            usedBy: undefined,
        });
        return { id: made.id, token: formatJoinToken(made), expiresAt };
    }
    /**
     * The row behind a token that is genuine, not revoked and not expired.
     * @throws StatusError Unauthorized; only who has the secret learns why
     */
    async verify(text) {
        const token = parseJoinToken(text);
        const row = token && (await this.store.get(token.id));
        if (!token || !row || !joinSecretMatches(token.secret, row.secretHash))
            throw new StatusError('Unauthorized', 'the join token is not valid');
        if (row.revoked)
            throw new StatusError('Unauthorized', 'the join token was revoked');
        if (row.expiresAt <= this.clock.now())
            throw new StatusError('Unauthorized', 'the join token has expired; ask for a new one');
        return row;
    }
    /**
     * Binds the token to the first key that uses it, so that a repeated join of the same process works and another's
     * does not. @throws StatusError Forbidden
     */
    async bind(id, natsPublicKey) {
        if (!(await this.store.bind(id, natsPublicKey)))
            throw new StatusError('Forbidden', 'the join token was used by another process already');
    }
    /** @throws StatusError NotFound */
    async revoke(id) {
        if (!(await this.store.revoke(id)))
            throw new StatusError('NotFound', `join token "${id}" not found`);
    }
}
function isJoinName(name) {
    if (!NAME.test(name))
        return false;
    try {
        return clusterToken(name).length > 0;
    }
    catch {
        return false;
    }
}
function invalid(field, message) {
    const causes = [{ reason: 'FieldValueInvalid', message, field }];
    return new StatusError('Invalid', `the join token is not valid: ${field}: ${message}`, {
        details: { kind: 'JoinToken', causes },
    });
}
//# sourceMappingURL=join-tokens.js.map