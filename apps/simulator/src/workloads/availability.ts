import { readySince, type Pod } from '../cluster/pod.js';

/** Judges pods one by one, and remembers when the next of them becomes available without any event. */
export class AvailabilityCheck {
  /** In how many ms; undefined: no pod is on the way. */
  recheckMs: number | undefined;
  private readonly minReadyMs: number;

  /** `now` in ms. */
  constructor(
    minReadySeconds: number | undefined,
    private readonly now: number,
  ) {
    this.minReadyMs = (minReadySeconds ?? 0) * 1000;
  }

  /** Ready for at least minReadySeconds. */
  isAvailable(pod: Pod): boolean {
    const since = readySince(pod);
    if (since === undefined) return false;
    const leftMs = this.minReadyMs === 0 ? 0 : since + this.minReadyMs - this.now;
    if (leftMs <= 0) return true;
    this.recheckMs = Math.min(this.recheckMs ?? Infinity, leftMs);
    return false;
  }
}
