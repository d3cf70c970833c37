/** Remembers one ring: what happens between a look and the wait for it is not missed. For one waiter. */
export class Bell {
  private rung = false;
  private waiting: (() => void) | undefined;

  readonly ring = (): void => {
    this.rung = true;
    this.waiting?.();
    this.waiting = undefined;
  };

  /** Resolves at the first ring since the last wait. */
  async wait(): Promise<void> {
    if (!this.rung) await new Promise<void>((resolve) => (this.waiting = resolve));
    this.rung = false;
  }
}
