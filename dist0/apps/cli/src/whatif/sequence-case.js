import { z } from 'zod';
import { newProbeState, observeProbe } from '#libs/routing';
import { answerOrError, parseCase, textOf } from './case-error.js';
/** One sequence of `whatif -- routing`: what probes saw, one letter each, and what that does to a cluster's state. */
const seconds = z.number().min(0);
const count = z.int().min(1);
const paramsSchema = z.object({
    probeIntervalSec: z.number().positive().default(1),
    fall: count.default(2),
    rise: count.default(3),
    holdBaseSec: seconds.default(10),
    holdMaxSec: seconds.default(300),
    flapWindowSec: seconds.default(300),
    slowStartSec: seconds.default(30),
    startScaler: z.number().min(0).max(1).default(0.1),
});
const sequenceSchema = z.object({
    id: z.string(),
    obs: z.string().regex(/^[of]*$/, 'must hold o (probe ok) and f (probe failed) only'),
});
/** What the probe rules make of one sequence; `params` are those of the file, with defaults for what is not said. */
export function answerSequence(value, index, params) {
    const id = textOf(value, 'id') ?? `sequence ${index}`;
    return answerOrError(() => {
        const { probeIntervalSec, ...rules } = parseCase(z.object({ params: paramsSchema }), { params }).params;
        const { obs } = parseCase(sequenceSchema, value);
        return { id, transitions: transitionsOf(obs, probeIntervalSec, toRules(rules)) };
    }, (error) => ({ id, error }));
}
function transitionsOf(obs, intervalSec, rules) {
    const transitions = [];
    let state = newProbeState(0);
    for (const [at, letter] of obs.split('').entries()) {
        const second = at * intervalSec;
        const next = observeProbe(state, letter === 'o' ? 'ok' : 'fail', second * 1_000, rules);
        if (next.phase !== state.phase)
            transitions.push(next.phase === 'UNHEALTHY'
                ? [second, next.phase, { holdSec: next.holdMs / 1_000 }]
                : [second, next.phase]);
        state = next;
    }
    return transitions;
}
function toRules(params) {
    return {
        fall: params.fall,
        rise: params.rise,
        holdBaseMs: params.holdBaseSec * 1_000,
        holdMaxMs: params.holdMaxSec * 1_000,
        flapWindowMs: params.flapWindowSec * 1_000,
        slowStartMs: params.slowStartSec * 1_000,
        startScaler: params.startScaler,
    };
}
//# sourceMappingURL=sequence-case.js.map