import { type MemberCluster } from '#libs/kube-client';
import { type Clock } from '#libs/process';
import { typeKey } from './object-table.js';

/** Kinds that work names and the member does not serve: looked for again and again, all by one timer. */
export class MissingApis {
  private readonly missing = new Map<string, { readonly apiVersion: string; readonly kind: string }>();
  private cancel: (() => void) | undefined;
  private stopped = false;

  constructor(
    private readonly options: {
      readonly member: MemberCluster;
      readonly clock: Clock;
      readonly everyMs: number;
      readonly onFound: (apiVersion: string, kind: string) => void;
    },
  ) {}

  add(apiVersion: string, kind: string): void {
    this.missing.set(typeKey(apiVersion, kind), { apiVersion, kind });
    this.schedule(this.options.everyMs);
  }

  /** Something that may add an API was applied: look soon. */
  expectNews(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.schedule(Math.min(1_000, this.options.everyMs));
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private schedule(ms: number): void {
    if (this.stopped || this.missing.size === 0) return;
    this.cancel ??= this.options.clock.after(ms, () => {
      void this.look();
    });
  }

  private async look(): Promise<void> {
    for (const [name, { apiVersion, kind }] of [...this.missing]) {
      try {
        await this.options.member.resolve(apiVersion, kind);
      } catch {
        // Still missing, or the member does not answer: the next look tells.
        continue;
      }
      this.missing.delete(name);
      this.options.onFound(apiVersion, kind);
    }
    this.cancel = undefined;
    this.schedule(this.options.everyMs);
  }
}
