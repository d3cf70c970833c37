import { StatusError } from '#libs/apimachinery';
import { type Clock } from '#libs/process';
import {
  clusterToken,
  formatJoinToken,
  joinSecretHash,
  joinSecretMatches,
  makeJoinToken,
  parseJoinToken,
} from '#libs/protocol';
import { type JoinTokenRow } from '#libs/store';
import { DEFAULT_TOKEN_TTL_SECONDS, MAX_TOKEN_TTL_SECONDS, MIN_TOKEN_TTL_SECONDS } from './limits.js';

export type JoinRole = 'cluster' | 'edge';

/** What the tokens need of the store's JoinTokenRepository. */
export interface JoinTokenStore {
  create(token: JoinTokenRow): Promise<void>;
  get(id: string): Promise<JoinTokenRow | undefined>;
  /** True when the token is now bound to this key, by this call or an earlier one. */
  bind(id: string, natsPublicKey: string): Promise<boolean>;
  /** False when there is no such token. */
  revoke(id: string): Promise<boolean>;
}

export interface NewToken {
  readonly id: string;
  /** The only time that the secret is shown. */
  readonly token: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** Cluster names are names of objects: RFC 1123 subdomains. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Short-lived permits to join as one named cluster or edge. The hub keeps only a hash of each secret. */
export class JoinTokens {
  /** `caHash`: what a joiner compares the hub's CA with; '' where the hub shows a publicly trusted certificate. */
  constructor(
    private readonly store: JoinTokenStore,
    private readonly clock: Clock,
    private readonly caHash: string,
  ) {}

  /** @throws StatusError Invalid for a name or life that is not allowed */
  async create(role: JoinRole, name: string, ttlSeconds = DEFAULT_TOKEN_TTL_SECONDS): Promise<NewToken> {
    if (!isJoinName(name))
      throw invalid(
        'name',
        `"${name.slice(0, 64)}" is not a lower-case RFC 1123 subdomain of moderate length`,
      );
    if (
      !Number.isInteger(ttlSeconds) ||
      ttlSeconds < MIN_TOKEN_TTL_SECONDS ||
      ttlSeconds > MAX_TOKEN_TTL_SECONDS
    )
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
  async verify(text: string): Promise<JoinTokenRow> {
    const token = parseJoinToken(text);
    const row = token && (await this.store.get(token.id));
    if (!token || !row || !joinSecretMatches(token.secret, row.secretHash))
      throw new StatusError('Unauthorized', 'the join token is not valid');
    if (row.revoked) throw new StatusError('Unauthorized', 'the join token was revoked');
    if (row.expiresAt <= this.clock.now())
      throw new StatusError('Unauthorized', 'the join token has expired; ask for a new one');
    return row;
  }

  /**
   * Binds the token to the first key that uses it, so that a repeated join of the same process works and another's
   * does not. @throws StatusError Forbidden
   */
  async bind(id: string, natsPublicKey: string): Promise<void> {
    if (!(await this.store.bind(id, natsPublicKey)))
      throw new StatusError('Forbidden', 'the join token was used by another process already');
  }

  /** @throws StatusError NotFound */
  async revoke(id: string): Promise<void> {
    if (!(await this.store.revoke(id))) throw new StatusError('NotFound', `join token "${id}" not found`);
  }
}

function isJoinName(name: string): boolean {
  if (!NAME.test(name)) return false;
  try {
    return clusterToken(name).length > 0;
  } catch {
    return false;
  }
}

function invalid(field: string, message: string): StatusError {
  const causes = [{ reason: 'FieldValueInvalid', message, field }];
  return new StatusError('Invalid', `the join token is not valid: ${field}: ${message}`, {
    details: { kind: 'JoinToken', causes },
  });
}
