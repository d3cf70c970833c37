/** The matrix of round trips: one calm number for each pair of edge and gateway (reference: section 2.5). */
export const DEFAULT_ROUND_TRIP_RULES = {
    windowMs: 30_000,
    smoothing: 0.5,
    minChangeFraction: 0.1,
    minChangeMs: 5,
    windows: 3,
};
/** The cell after a measured connect time. The first sample is believed at once. */
export function observeRoundTrip(cell, sampleMs, nowMs, rules = DEFAULT_ROUND_TRIP_RULES) {
    const windowEndsMs = nowMs + rules.windowMs;
    if (cell === undefined)
        return { rttMs: sampleMs, averageMs: sampleMs, windowEndsMs, windowMinMs: sampleMs, off: 0 };
    if (nowMs < cell.windowEndsMs)
        return { ...cell, windowMinMs: Math.min(cell.windowMinMs, sampleMs) };
    const averageMs = cell.averageMs + rules.smoothing * (cell.windowMinMs - cell.averageMs);
    const bound = Math.max(rules.minChangeMs, rules.minChangeFraction * cell.rttMs);
    const off = Math.abs(averageMs - cell.rttMs) > bound ? cell.off + 1 : 0;
    const moved = off >= rules.windows;
    return {
        rttMs: moved ? averageMs : cell.rttMs,
        averageMs,
        windowEndsMs,
        windowMinMs: sampleMs,
        off: moved ? 0 : off,
    };
}
const EARTH_RADIUS_KM = 6_371;
/** Light in fibre, there and back. */
const KM_PER_MS = 100;
/** Cables do not lie along great circles, and have ends. */
const DETOUR = 1.5;
const ENDS_MS = 5;
/** A round trip from the distance, for where none was measured yet. */
export function estimateRoundTripMs(a, b) {
    const latitude = radians(b.latitude - a.latitude);
    const longitude = radians(b.longitude - a.longitude);
    const half = Math.sin(latitude / 2) ** 2 +
        Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(longitude / 2) ** 2;
    const km = 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, half)));
    return (km / KM_PER_MS) * DETOUR + ENDS_MS;
}
function radians(degrees) {
    return (degrees * Math.PI) / 180;
}
//# sourceMappingURL=round-trips.js.map