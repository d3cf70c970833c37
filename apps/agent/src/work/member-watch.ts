import { isReason } from '#libs/apimachinery';
import { sleep } from '#libs/process';
import { API_RETRY_MS, MISSING_API_RETRY_MS } from './limits.js';
import { TypeWatch, type TypeWatchOptions } from './type-watch.js';

type Handlers = Pick<TypeWatchOptions, 'onListing' | 'onObject' | 'onDeleted' | 'onListed'>;

export interface MemberWatchOptions
  extends Pick<TypeWatchOptions, 'member' | 'clock' | 'logger' | 'fieldSelector'>, Partial<Handlers> {
  readonly apiVersion: string;
  readonly kind: string;
}

const nothing = (): void => undefined;

/**
 * Follows a kind that is the member's own, whatever labels its objects have: finds out where the member serves it, asks again
 * while it does not, and then is a TypeWatch. Nothing is asked before `start`.
 */
export class MemberWatch {
  private readonly controller = new AbortController();
  private watch: TypeWatch | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: MemberWatchOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** The member answers again: try at once. */
  retryNow(): void {
    this.watch?.retryNow();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await this.running;
    await this.watch?.stop();
  }

  private async run(): Promise<void> {
    const { apiVersion, kind, ...options } = this.options;
    const { signal } = this.controller;
    const { member, clock, logger } = options;
    while (!signal.aborted) {
      try {
        const resource = await member.resolve(apiVersion, kind);
        if (isAborted(signal)) return;
        this.watch = new TypeWatch({
          ...{ onListing: nothing, onObject: nothing, onDeleted: nothing, onListed: nothing },
          ...{ ...options, resource, labelSelector: '', onSettled: nothing },
        });
        return;
      } catch (error) {
        logger.debug({ err: error, apiVersion, kind }, 'the member does not serve this kind; trying again');
        // A server without this API will hardly get it soon.
        await sleep(clock, isReason(error, 'NotFound') ? MISSING_API_RETRY_MS : API_RETRY_MS, signal);
      }
    }
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
