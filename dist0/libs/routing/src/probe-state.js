/** A gateway's health as the probes see it: away fast, back slow. Time is an argument, in ms on any one clock. */
export const DEFAULT_PROBE_RULES = {
    fall: 2,
    rise: 3,
    holdBaseMs: 10_000,
    holdMaxMs: 300_000,
    flapWindowMs: 300_000,
    slowStartMs: 30_000,
    startScaler: 0.1,
};
/** A cluster that was never probed counts as healthy: unknown is not down. */
export function newProbeState(nowMs) {
    return { phase: 'HEALTHY', sinceMs: nowMs, holdMs: 0, failures: 0, successes: 0, fellAtMs: [] };
}
/** The state after an observation at `nowMs`. */
export function observeProbe(state, observation, nowMs, rules = DEFAULT_PROBE_RULES) {
    const counted = count(state, observation);
    const fell = observation === 'empty' || counted.failures >= rules.fall;
    if (fell && counted.phase !== 'UNHEALTHY')
        return fall(counted, nowMs, rules);
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
function count(state, observation) {
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
function fall(state, nowMs, rules) {
    const recent = state.fellAtMs.filter((at) => nowMs - at < rules.flapWindowMs);
    const holdMs = Math.min(rules.holdMaxMs, rules.holdBaseMs * 2 ** recent.length);
    return { ...state, phase: 'UNHEALTHY', sinceMs: nowMs, holdMs, fellAtMs: [...recent, nowMs] };
}
/** What routing is told: `probe` and what to multiply the capacity scaler by. `unknown` where nothing was heard yet. */
export function probeVerdict(state, nowMs, rules = DEFAULT_PROBE_RULES) {
    switch (state.phase) {
        case 'UNHEALTHY':
            return { probe: 'fail', scaler: 0 };
        case 'RECOVERING':
            return { probe: 'ok', scaler: slowStart(nowMs - state.sinceMs, rules) };
        case 'HEALTHY':
            return { probe: state.successes + state.failures > 0 ? 'ok' : 'unknown', scaler: 1 };
    }
}
function slowStart(forMs, { startScaler, slowStartMs }) {
    if (slowStartMs <= 0)
        return 1;
    return Math.min(1, startScaler + ((1 - startScaler) * Math.max(0, forMs)) / slowStartMs);
}
//# sourceMappingURL=probe-state.js.map