import {} from '#libs/process';
import { renewalTime } from './certificate-authority.js';
import { RENEWAL_CHECK_MS } from './limits.js';
/**
 * Replaces certificates while the process runs, when two thirds of their life have passed. Looks once an hour, because a
 * timer of eight months would be none.
 */
export class CertificateRenewal {
    clock;
    logger;
    entries = [];
    cancel = () => undefined;
    running;
    stopped = false;
    constructor(clock, logger) {
        this.clock = clock;
        this.logger = logger;
    }
    keep(kept) {
        this.entries.push({
            ...kept,
            renewAt: kept.certificate === undefined ? 0 : renewalTime(kept.certificate),
        });
    }
    start() {
        this.cancel = this.clock.after(RENEWAL_CHECK_MS, () => {
            this.running = this.look().finally(() => {
                if (!this.stopped)
                    this.start();
            });
        });
    }
    async stop() {
        this.stopped = true;
        this.cancel();
        await this.running;
    }
    /** Renews what is due. What fails is tried again at the next look: months are left. */
    async look() {
        for (const entry of this.entries) {
            if (entry.renewAt > this.clock.now())
                continue;
            try {
                const made = await entry.renew();
                if (made === undefined)
                    continue;
                if (entry.certificate !== undefined)
                    entry.renewAt = renewalTime(made);
                this.logger.info({ certificate: entry.name }, 'a certificate was replaced');
            }
            catch (error) {
                this.logger.error({ err: error, certificate: entry.name }, 'a certificate could not be replaced');
            }
        }
    }
}
//# sourceMappingURL=certificate-renewal.js.map