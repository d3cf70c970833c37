/** Paces of the heartbeat and of what it tells. */
export interface HealthLimits {
  readonly heartbeatMs: number;
  /** Nodes are read again after so long, and pods (what they request) after so long. */
  readonly nodesMs: number;
  readonly requestedMs: number;
}

export const DEFAULT_HEALTH_LIMITS: HealthLimits = {
  heartbeatMs: 2_000,
  nodesMs: 10_000,
  requestedMs: 30_000,
};

/** What a probe that failed says, characters. */
export const MAX_API_MESSAGE_CHARS = 300;
