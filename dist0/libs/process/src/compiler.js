import { setFlagsFromString } from 'node:v8';
/** In bytecode executed, as V8 counts it; its own value is about 66,000. */
const INTERRUPT_BUDGET = 300_000;
/**
 * Makes V8 wait about five times as long before it optimises a function. For programs of which many run side by side and
 * that work in short bursts: of 300 requests the optimising compiler took a third of the CPU time, on threads of its own
 * that need the same cores, and hardly any of its code ran long enough to pay for itself. What runs for long still becomes
 * optimised code.
 */
export function optimizeLate() {
    setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
//# sourceMappingURL=compiler.js.map