const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const UNITS = {
    s: { ms: SECOND, letter: 's' },
    m: { ms: MINUTE, letter: 'm' },
    h: { ms: HOUR, letter: 'h' },
    d: { ms: DAY, letter: 'd' },
    y: { ms: YEAR, letter: 'y' },
};
/** Below `until` a duration is written in `unit`, with what is left over in `rest` when that is not zero. */
const STEPS = [
    { until: 2 * MINUTE, unit: UNITS.s },
    { until: 10 * MINUTE, unit: UNITS.m, rest: UNITS.s },
    { until: 3 * HOUR, unit: UNITS.m },
    { until: 8 * HOUR, unit: UNITS.h, rest: UNITS.m },
    { until: 2 * DAY, unit: UNITS.h },
    { until: 8 * DAY, unit: UNITS.d, rest: UNITS.h },
    { until: 2 * YEAR, unit: UNITS.d },
    { until: 8 * YEAR, unit: UNITS.y, rest: UNITS.d },
    { until: Infinity, unit: UNITS.y },
];
/** A duration in ms as Kubernetes prints ages: `3m15s`, `47h`, `6d3h`. Slightly negative (clock skew) is `0s`. */
export function formatDuration(ms) {
    if (ms <= -2 * SECOND)
        return '<invalid>';
    if (ms < 0)
        return '0s';
    for (const { until, unit, rest } of STEPS) {
        if (ms < until)
            return formatIn(ms, unit, rest);
    }
    return '<invalid>';
}
function formatIn(ms, unit, rest) {
    const head = `${Math.floor(ms / unit.ms)}${unit.letter}`;
    if (rest === undefined)
        return head;
    const left = Math.floor((ms % unit.ms) / rest.ms);
    return left === 0 ? head : `${head}${left}${rest.letter}`;
}
/** The age at `now` (ms) of something that happened at an RFC 3339 time; `<unknown>` without one. */
export function formatAge(timestamp, now) {
    const then = timestamp === undefined ? NaN : Date.parse(timestamp);
    return Number.isNaN(then) ? '<unknown>' : formatDuration(now - then);
}
//# sourceMappingURL=age.js.map