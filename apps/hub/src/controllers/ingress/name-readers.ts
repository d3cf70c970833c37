import { type HeartbeatReport, type SetDigest } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type RouteTransport } from '#libs/transport';
import { EDGE_DIFFERS_MS, RESEND_GAP_MS } from './limits.js';

export interface NameReadersDeps {
  readonly transport: Pick<RouteTransport, 'ensureNamesConsumer' | 'resendNamesTo' | 'removeNamesConsumer'>;
  /** What agents should have, and since when; undefined at a hub that does not publish. */
  readonly published: () => { readonly digest: SetDigest; readonly at: number } | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Agents that serve names in their clusters: each says with its heartbeats which tables it holds, and gets what it lacks. */
export class NameReaders {
  private readonly resent = new Map<string, { readonly instance: string; readonly atMs: number }>();

  constructor(private readonly deps: NameReadersDeps) {}

  hear({ cluster, instance, names }: HeartbeatReport): void {
    if (names === undefined) return;
    const { transport, published, clock, logger } = this.deps;
    transport
      .ensureNamesConsumer(cluster)
      .catch((error: unknown) => logger.debug({ err: error, cluster }, 'no consumer of names'));
    const wanted = published();
    if (wanted === undefined || isSame(wanted.digest, names)) return;
    const now = clock.now();
    const before = this.resent.get(cluster);
    // An agent that begins with nothing may have lost its disk, which the broker cannot know.
    const lacks = names.count === 0 && before?.instance !== instance;
    const differs =
      now - wanted.at > EDGE_DIFFERS_MS && now - (before?.atMs ?? Number.NEGATIVE_INFINITY) > RESEND_GAP_MS;
    if (!lacks && !differs) return;
    this.resent.set(cluster, { instance, atMs: now });
    logger.info({ cluster, lacks }, 'sending all names to an agent again');
    transport.resendNamesTo(cluster).catch((error: unknown) => {
      this.resent.delete(cluster);
      logger.warn({ err: error, cluster }, 'the names could not be sent again');
    });
  }

  /** The cluster is no more. */
  forget(cluster: string): void {
    this.resent.delete(cluster);
    this.deps.transport
      .removeNamesConsumer(cluster)
      .catch((error: unknown) => this.deps.logger.debug({ err: error, cluster }, 'no consumer of names'));
  }
}

function isSame(a: SetDigest, b: SetDigest): boolean {
  return a.count === b.count && a.sum === b.sum && a.mixed === b.mixed;
}
