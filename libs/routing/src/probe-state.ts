/** A gateway's health as the probes see it: away fast, back slow. Time is an argument, in ms on any one clock. */

export interface ProbeRules {
  /** Failures in a row that take a cluster out. */
  readonly fall: number;
  /** Successes in a row that it needs to come back. */
  readonly rise: number;
  /** How long it stays out at least; doubled for each fall within `flapWindowMs` before. */
  readonly holdBaseMs: number;
  readonly holdMaxMs: number;
  readonly flapWindowMs: number;
  /** How long it takes to get all of its traffic back, beginning with `startScaler` of it. */
  readonly slowStartMs: number;
  readonly startScaler: number;
}

export const DEFAULT_PROBE_RULES: ProbeRules = {
  fall: 2,
  rise: 3,
  holdBaseMs: 10_000,
  holdMaxMs: 300_000,
  flapWindowMs: 300_000,
  slowStartMs: 30_000,
  startScaler: 0.1,
};

/**
 * `ok`, `fail`: what a probe said. `empty`: a fresh report of the agent that nothing is ready any more; it takes the
 * cluster out at once. `none`: nothing was heard, but time goes on.
 */
export type ProbeObservation = 'ok' | 'fail' | 'empty' | 'none';

export interface ProbeState {
  readonly phase: 'HEALTHY' | 'UNHEALTHY' | 'RECOVERING';
  /** When this phase began. */
  readonly sinceMs: number;
  /** How long it is held when UNHEALTHY; 0 otherwise. */
  readonly holdMs: number;
  readonly failures: number;
  readonly successes: number;
  /** When it fell, of late: what the next hold is measured by. */
  readonly fellAtMs: readonly number[];
}

/** A cluster that was never probed counts as healthy: unknown is not down. */
export function newProbeState(nowMs: number): ProbeState {
  return { phase: 'HEALTHY', sinceMs: nowMs, holdMs: 0, failures: 0, successes: 0, fellAtMs: [] };
}

/** The state after an observation at `nowMs`. */
export function observeProbe(
  state: ProbeState,
  observation: ProbeObservation,
  nowMs: number,
  rules: ProbeRules = DEFAULT_PROBE_RULES,
): ProbeState {
  const counted = count(state, observation);
  const fell = observation === 'empty' || counted.failures >= rules.fall;
  if (fell && counted.phase !== 'UNHEALTHY') return fall(counted, nowMs, rules);
  const inPhaseMs = nowMs - counted.sinceMs;
  switch (counted.phase) {
    case 'HEALTHY':
      return counted;
    case 'UNHEALTHY':
      return inPhaseMs >= counted.holdMs && counted.successes >= rules.rise
        ? { ...counted, phase: 'RECOVERING', sinceMs: nowMs, holdMs: 0 }
        : counted;
    case 'RECOVERING':
      return inPhaseMs >= rules.slowStartMs ? { ...counted, phase: 'HEALTHY', sinceMs: nowMs } : counted;
  }
}

function count(state: ProbeState, observation: ProbeObservation): ProbeState {
  switch (observation) {
    case 'ok':
      return { ...state, successes: state.successes + 1, failures: 0 };
    case 'fail':
    case 'empty':
      return { ...state, successes: 0, failures: state.failures + 1 };
    case 'none':
      return state;
  }
}

function fall(state: ProbeState, nowMs: number, rules: ProbeRules): ProbeState {
  const recent = state.fellAtMs.filter((at) => nowMs - at < rules.flapWindowMs);
  const holdMs = Math.min(rules.holdMaxMs, rules.holdBaseMs * 2 ** recent.length);
  return { ...state, phase: 'UNHEALTHY', sinceMs: nowMs, holdMs, fellAtMs: [...recent, nowMs] };
}

/** What routing is told: `probe` and what to multiply the capacity scaler by. `unknown` where nothing was heard yet. */
export function probeVerdict(
  state: ProbeState,
  nowMs: number,
  rules: ProbeRules = DEFAULT_PROBE_RULES,
): { readonly probe: 'ok' | 'fail' | 'unknown'; readonly scaler: number } {
  switch (state.phase) {
    case 'UNHEALTHY':
      return { probe: 'fail', scaler: 0 };
    case 'RECOVERING':
      return { probe: 'ok', scaler: slowStart(nowMs - state.sinceMs, rules) };
    case 'HEALTHY':
      return { probe: state.successes + state.failures > 0 ? 'ok' : 'unknown', scaler: 1 };
  }
}

function slowStart(forMs: number, { startScaler, slowStartMs }: ProbeRules): number {
  if (slowStartMs <= 0) return 1;
  return Math.min(1, startScaler + ((1 - startScaler) * Math.max(0, forMs)) / slowStartMs);
}
