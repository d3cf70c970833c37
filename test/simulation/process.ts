import { type Clock } from '#libs/process';
import { type BatchHandler } from '#libs/transport';

/** A promise that nobody ever settles: what a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

/**
 * One run of a hub or an agent. A killed one gets no answer any more and its timers do not fire, so that whatever it was in
 * the middle of ends there, as with kill -9.
 */
export class SimProcess {
  private killed = false;
  /** What goes on when it is let go on; undefined while it runs. */
  private held: (() => void)[] | undefined;
  readonly clock: Clock;

  constructor(
    world: Clock,
    private readonly random: () => number,
  ) {
    this.clock = {
      now: () => world.now(),
      after: (ms, task) =>
        world.after(ms, () => {
          if (!this.killed) this.whenRunning(task);
        }),
    };
  }

  isAlive(): boolean {
    return !this.killed;
  }

  kill(): void {
    this.killed = true;
    this.held = undefined;
  }

  /** As SIGSTOP: nothing it does goes on, while the world does. */
  stop(): void {
    this.held ??= [];
  }

  /** As SIGCONT. */
  goOn(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const task of held) if (this.isAlive()) task();
  }

  get isStopped(): boolean {
    return this.held !== undefined;
  }

  /** Resolves while it runs; never for the dead. */
  running(): Promise<void> {
    if (!this.isAlive()) return never();
    return new Promise((resolve) => this.whenRunning(resolve));
  }

  private whenRunning(task: () => void): void {
    if (this.held) this.held.push(task);
    else task();
  }

  /** A while, at most `ms`; never ends for the dead. */
  pause(ms: number): Promise<void> {
    if (!this.isAlive()) return never();
    return new Promise((resolve) => this.clock.after(Math.floor(this.random() * (ms + 1)), resolve));
  }

  /** `handler` as long as the process lives. `againInMs`: when it gets the same once more, overtaken by what is newer; 0: not. */
  handler(handler: BatchHandler, againInMs: () => number): BatchHandler {
    return async (deliveries) => {
      await this.running();
      const ms = againInMs();
      if (ms > 0) this.clock.after(ms, () => void handler(deliveries).catch(() => undefined));
      const result = await handler(deliveries);
      await this.running();
      return result;
    };
  }

  /**
   * `target` as this process reaches it: a call takes a moment on its way there and back. `around` is told before the call is
   * carried out and after, and may kill the process or throw. With `hopMs` 0 calls arrive in order. Methods in `direct` are local and called as they are.
   */
  port<T extends object>(
    target: T,
    direct: readonly string[],
    around: (when: 'before' | 'after', method: string) => void,
    hopMs = 3,
  ): T {
    return new Proxy(target, {
      get: (_, name) => {
        const own = Reflect.get(target, name) as unknown;
        if (typeof own !== 'function' || typeof name !== 'string') return own;
        const method = own as (...args: unknown[]) => unknown;
        if (direct.includes(name)) return (...args: unknown[]): unknown => method.apply(target, args);
        return async (...args: unknown[]): Promise<unknown> => {
          if (hopMs > 0) await this.pause(hopMs);
          else if (this.isStopped) await this.running();
          around('before', name);
          if (!this.isAlive()) return never();
          const result = await method.apply(target, args);
          await this.running();
          around('after', name);
          await this.pause(hopMs);
          return result;
        };
      },
    });
  }
}
