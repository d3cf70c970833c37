import { type Clock } from '#libs/process';
import { pushAccountClaims, type BrokerOptions } from '#libs/transport';
import { type NatsAuthority } from './nats-authority.js';

/**
 * Keeps the broker's copy of the account's claims up to date. One at a time: an older version that arrives after a newer
 * one would be refused, or bring a revoked key back.
 */
export class BrokerClaims {
  private turn: Promise<unknown> = Promise.resolve();

  /** `broker`: how to reach it; the credentials are the system account's and made here. */
  constructor(
    private readonly authority: NatsAuthority,
    private readonly broker: Omit<BrokerOptions, 'credentials'>,
    private readonly clock: Clock,
  ) {}

  /** Brings revocations of other hubs, and of a time when the broker was away; call at the start. */
  push(): Promise<void> {
    return this.inTurn(async () => this.send(await this.authority.refresh()));
  }

  /**
   * Disconnects the owner of a key and keeps it out. Rejects when the broker does not answer; the revocation is stored
   * by then and takes effect with the next push.
   */
  revoke(publicKey: string): Promise<void> {
    return this.inTurn(async () => this.send(await this.authority.revoke(publicKey, this.clock.now())));
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    const result = this.turn.then(act);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async send(claims: string): Promise<void> {
    const credentials = await this.authority.systemCredentials();
    await pushAccountClaims({ ...this.broker, credentials }, claims);
  }
}
