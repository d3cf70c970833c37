import { type Clock, type Logger } from '#libs/process';
import { renewalTime } from './certificate-authority.js';
import { RENEWAL_CHECK_MS } from './limits.js';

/** One certificate that this process shows, made anew in time. */
export interface KeptCertificate {
  /** For the log. */
  readonly name: string;
  /** Makes a new one and has it used; answers it as PEM, or undefined where there was nothing to do. */
  readonly renew: () => Promise<string | undefined>;
  /** PEM of the one in use; absent: `renew` is asked at each look (files that others write). */
  readonly certificate?: string;
}

interface Entry extends KeptCertificate {
  renewAt: number;
}

/**
 * Replaces certificates while the process runs, when two thirds of their life have passed. Looks once an hour, because a
 * timer of eight months would be none.
 */
export class CertificateRenewal {
  private readonly entries: Entry[] = [];
  private cancel: () => void = () => undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  keep(kept: KeptCertificate): void {
    this.entries.push({
      ...kept,
      renewAt: kept.certificate === undefined ? 0 : renewalTime(kept.certificate),
    });
  }

  start(): void {
    this.cancel = this.clock.after(RENEWAL_CHECK_MS, () => {
      this.running = this.look().finally(() => {
        if (!this.stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
  }

  /** Renews what is due. What fails is tried again at the next look: months are left. */
  private async look(): Promise<void> {
    for (const entry of this.entries) {
      if (entry.renewAt > this.clock.now()) continue;
      try {
        const made = await entry.renew();
        if (made === undefined) continue;
        if (entry.certificate !== undefined) entry.renewAt = renewalTime(made);
        this.logger.info({ certificate: entry.name }, 'a certificate was replaced');
      } catch (error) {
        this.logger.error({ err: error, certificate: entry.name }, 'a certificate could not be replaced');
      }
    }
  }
}
