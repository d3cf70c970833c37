import { sleep, systemClock } from '#libs/process';
import { agentPermissions, createNkey, edgePermissions, type SubjectPermissions } from '#libs/transport';
import { encodeAccount, encodeOperator, encodeUser, type KeyPair, type OperatorLimits } from 'nats-jwt';
import { pairOfSeed } from './nkey-pair.js';
import { RevocationLog } from './revocation-log.js';
import { obtain, type Vault } from './vault.js';

/** What a NATS client needs to sign in. */
export interface NatsCredentials {
  readonly jwt: string;
  readonly seed: string;
}

interface AuthorityKeys {
  readonly operator: KeyPair;
  readonly account: KeyPair;
  readonly system: KeyPair;
}

/** Limits in JWTs default to 0, which means none at all: -1 is unlimited. */
const UNLIMITED: OperatorLimits = {
  subs: -1,
  data: -1,
  payload: -1,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
};
const JETSTREAM: OperatorLimits = {
  mem_storage: -1,
  disk_storage: -1,
  streams: -1,
  consumer: -1,
  mem_max_stream_bytes: -1,
  disk_max_stream_bytes: -1,
  max_bytes_required: false,
  max_ack_pending: -1,
};
/** An agent needs two; a client that leaks subscriptions is its own problem, not the broker's. */
const JOINER_SUBSCRIPTIONS = 64;
/** More than a second only where the clock of the hub that voided them is ahead. */
const MAX_VOID_WAIT_MS = 5_000;

/**
 * Who may do what at the broker: a NATS operator whose keys live in the vault, one account for all of Meridian, a user
 * for each joined process limited to its own subjects. Only JWTs leave it, so it works for the embedded nats-server
 * and for any other that trusts the operator.
 */
export class NatsAuthority {
  private constructor(
    private readonly keys: AuthorityKeys,
    private readonly revocations: RevocationLog,
    private readonly fixed: { readonly operatorJwt: string; readonly systemAccountJwt: string },
    private currentAccountJwt: string,
  ) {}

  /** Makes the keys at the first start of the first hub, and reads them ever after. */
  static async open(vault: Vault): Promise<NatsAuthority> {
    const pair = async (name: string, prefix: 'operator' | 'account'): Promise<KeyPair> =>
      pairOfSeed(await obtain(vault, name, () => createNkey(prefix).seed));
    const keys: AuthorityKeys = {
      operator: await pair('nats/operator', 'operator'),
      account: await pair('nats/account', 'account'),
      system: await pair('nats/system-account', 'account'),
    };
    const { operator, system } = keys;
    const systemAccount = system.getPublicKey();
    const operatorJwt = await encodeOperator('meridian', operator, { system_account: systemAccount });
    const systemAccountJwt = await encodeAccount('SYS', system, { limits: UNLIMITED }, { signer: operator });
    const revocations = new RevocationLog(vault);
    const accountJwt = await accountClaims(keys, await revocations.read());
    return new NatsAuthority(keys, revocations, { operatorJwt, systemAccountJwt }, accountJwt);
  }

  get operatorJwt(): string {
    return this.fixed.operatorJwt;
  }

  get systemAccountJwt(): string {
    return this.fixed.systemAccountJwt;
  }

  get systemAccount(): string {
    return this.keys.system.getPublicKey();
  }

  get accountPublicKey(): string {
    return this.keys.account.getPublicKey();
  }

  /** The account's claims as of the last `open`, `refresh` or `revoke`. */
  get accountJwt(): string {
    return this.currentAccountJwt;
  }

  /** A user of the whole account, for this hub process; its key is made here and never stored. */
  hubCredentials(): Promise<NatsCredentials> {
    return this.processCredentials('hub', this.keys.account);
  }

  /** A user of the system account: what pushAccountClaims signs in with. */
  systemCredentials(): Promise<NatsCredentials> {
    return this.processCredentials('hub-system', this.keys.system);
  }

  /**
   * Credentials for the owner of `publicKey` (U...), limited to the subjects of that cluster or edge. Where earlier ones of it were
   * voided this very second it takes until the next: a JWT tells its time in seconds, and the broker would refuse it for ever.
   */
  async joinerJwt(role: 'cluster' | 'edge', name: string, publicKey: string): Promise<string> {
    const voided = (await this.revocations.read())[publicKey] ?? 0;
    const waitMs = (voided + 1) * 1_000 - Date.now();
    if (waitMs > 0) await sleep(systemClock, Math.min(waitMs, MAX_VOID_WAIT_MS));
    const allowed: SubjectPermissions = role === 'cluster' ? agentPermissions(name) : edgePermissions(name);
    return encodeUser(`${role} ${name}`, publicKey, this.keys.account, {
      pub: { allow: [...allowed.publish], deny: [] },
      sub: { allow: [...allowed.subscribe], deny: [] },
      subs: JOINER_SUBSCRIPTIONS,
    });
  }

  /** Reads what other hubs revoked and renews the account's claims. */
  async refresh(): Promise<string> {
    this.currentAccountJwt = await accountClaims(this.keys, await this.revocations.read());
    return this.currentAccountJwt;
  }

  /**
   * Voids every JWT of `publicKey` issued until now; gives the account's new claims, which take effect once the broker
   * has them (pushAccountClaims).
   */
  async revoke(publicKey: string, nowMs: number): Promise<string> {
    await this.revocations.add(publicKey, Math.floor(nowMs / 1000));
    return this.refresh();
  }

  private async processCredentials(name: string, account: KeyPair): Promise<NatsCredentials> {
    const { publicKey, seed } = createNkey('user');
    return { jwt: await encodeUser(name, publicKey, account), seed };
  }
}

function accountClaims(
  { operator, account }: AuthorityKeys,
  revocations: Readonly<Record<string, number>>,
): Promise<string> {
  return encodeAccount(
    'MERIDIAN',
    account,
    { limits: { ...UNLIMITED, ...JETSTREAM }, revocations: { ...revocations } },
    { signer: operator },
  );
}
