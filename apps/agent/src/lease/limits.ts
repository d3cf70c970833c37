/** How agents of one cluster agree on who works. Times in ms. */
export interface LeaseLimits {
  /** How often the holder renews, and the others look. */
  readonly renewMs: number;
  /** A lease that nobody renewed for so long, by the clock of the one who looks, may be taken. */
  readonly durationMs: number;
}

export const DEFAULT_LEASE_LIMITS: LeaseLimits = { renewMs: 10_000, durationMs: 30_000 };
