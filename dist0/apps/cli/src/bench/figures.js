/** Sorted samples to figures. Milliseconds, one decimal. */
/** By the nearest-rank rule. @throws Error for no samples: a benchmark that measured nothing must not look fine */
export function distribution(samples) {
    if (samples.length === 0)
        throw new Error('nothing was measured');
    const sorted = [...samples].sort((a, b) => a - b);
    const rank = (share) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
    return { n: sorted.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), max: rank(1) };
}
export function round(value) {
    return Math.round(value * 10) / 10;
}
//# sourceMappingURL=figures.js.map