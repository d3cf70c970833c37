/**
 * Numbers in [0, 1) from a 32-bit seed (mulberry32): jitter that a test or a simulation can replay. Not for secrets.
 */
export function seededRandom(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}
/** Exponential delay for the `failures`-th failure in a row (from 1), between half and all of the nominal value. */
export function backoffMs(failures, limits, random) {
    const nominal = Math.min(limits.backoffMaxMs, limits.backoffBaseMs * 2 ** Math.min(failures - 1, 30));
    return Math.ceil(nominal * (0.5 + random() / 2));
}
//# sourceMappingURL=seeded-random.js.map