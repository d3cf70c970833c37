import { z } from 'zod';
import {} from './vault.js';
/** A NATS user whose credentials issued until `at` (seconds since the epoch) are void. */
const entrySchema = z.object({ publicKey: z.string(), at: z.number().int() });
/**
 * Revoked users, as numbered entries of the vault: an entry is never changed, so that hubs that revoke at the same time
 * cannot lose each other's. Read to the end before each use.
 */
export class RevocationLog {
    vault;
    revoked = new Map();
    next = 0;
    /** One at a time: two readers at once would count an entry twice and leave a gap. */
    turn = Promise.resolve();
    constructor(vault) {
        this.vault = vault;
    }
    /** Public key -> seconds since the epoch, newest of all hubs. */
    read() {
        return this.inTurn(() => this.readNew());
    }
    add(publicKey, at) {
        return this.inTurn(() => this.append(publicKey, at));
    }
    inTurn(act) {
        const result = this.turn.then(act);
        this.turn = result.catch(() => undefined);
        return result;
    }
    async readNew() {
        for (;;) {
            const bytes = await this.vault.get(entryName(this.next));
            if (!bytes)
                return Object.fromEntries(this.revoked);
            this.note(entrySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))));
            this.next += 1;
        }
    }
    async append(publicKey, at) {
        const entry = Buffer.from(JSON.stringify({ publicKey, at }), 'utf8');
        for (;;) {
            await this.readNew();
            if ((this.revoked.get(publicKey) ?? -1) >= at)
                return;
            // Another hub may take the number first; then the loop reads its entry and tries the next number.
            await this.vault.putIfAbsent(entryName(this.next), entry);
        }
    }
    note({ publicKey, at }) {
        this.revoked.set(publicKey, Math.max(at, this.revoked.get(publicKey) ?? 0));
    }
}
function entryName(number) {
    return `nats/revocation/${number}`;
}
//# sourceMappingURL=revocation-log.js.map