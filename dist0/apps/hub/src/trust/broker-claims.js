import {} from '#libs/process';
import { pushAccountClaims } from '#libs/transport';
import {} from './nats-authority.js';
/**
 * Keeps the broker's copy of the account's claims up to date. One at a time: an older version that arrives after a newer
 * one would be refused, or bring a revoked key back.
 */
export class BrokerClaims {
    authority;
    broker;
    clock;
    turn = Promise.resolve();
    /** `broker`: how to reach it; the credentials are the system account's and made here. */
    constructor(authority, broker, clock) {
        this.authority = authority;
        this.broker = broker;
        this.clock = clock;
    }
    /** Brings revocations of other hubs, and of a time when the broker was away; call at the start. */
    push() {
        return this.inTurn(async () => this.send(await this.authority.refresh()));
    }
    /**
     * Disconnects the owner of a key and keeps it out. Rejects when the broker does not answer; the revocation is stored
     * by then and takes effect with the next push.
     */
    revoke(publicKey) {
        return this.inTurn(async () => this.send(await this.authority.revoke(publicKey, this.clock.now())));
    }
    inTurn(act) {
        const result = this.turn.then(act);
        this.turn = result.catch(() => undefined);
        return result;
    }
    async send(claims) {
        const credentials = await this.authority.systemCredentials();
        await pushAccountClaims({ ...this.broker, credentials }, claims);
    }
}
//# sourceMappingURL=broker-claims.js.map