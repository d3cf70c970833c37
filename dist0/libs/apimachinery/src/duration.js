/** Ages as kubectl shows them: at most two units, fewer as the time grows. */
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const YEAR_S = 365 * DAY_S;
/** First match wins; the bounds are those of kubectl's own output. */
const RULES = [
    { belowS: 2 * MINUTE_S, unitS: 1, unit: 's' },
    { belowS: 10 * MINUTE_S, unitS: MINUTE_S, unit: 'm', restS: 1, rest: 's' },
    { belowS: 3 * HOUR_S, unitS: MINUTE_S, unit: 'm' },
    { belowS: 8 * HOUR_S, unitS: HOUR_S, unit: 'h', restS: MINUTE_S, rest: 'm' },
    { belowS: 2 * DAY_S, unitS: HOUR_S, unit: 'h' },
    { belowS: 8 * DAY_S, unitS: DAY_S, unit: 'd', restS: HOUR_S, rest: 'h' },
    { belowS: 2 * YEAR_S, unitS: DAY_S, unit: 'd' },
    { belowS: 8 * YEAR_S, unitS: YEAR_S, unit: 'y', restS: DAY_S, rest: 'd' },
    { belowS: Infinity, unitS: YEAR_S, unit: 'y' },
];
/** `3m15s`, `5d`, `2y41d`; a clock a little behind gives `0s`, one far behind `<invalid>`. */
export function humanDuration(durationMs) {
    const seconds = Math.trunc(durationMs / 1000);
    if (seconds < -1 || Number.isNaN(seconds))
        return '<invalid>';
    if (seconds < 0)
        return '0s';
    const rule = RULES.find((one) => seconds < one.belowS);
    if (rule === undefined)
        return '<invalid>';
    const whole = `${Math.floor(seconds / rule.unitS)}${rule.unit}`;
    if (rule.restS === undefined || rule.rest === undefined)
        return whole;
    const rest = Math.floor((seconds % rule.unitS) / rule.restS);
    return rest === 0 ? whole : `${whole}${rest}${rule.rest}`;
}
/** The age of an RFC 3339 time for a table cell; `<unknown>` when there is none. `now` in ms since the epoch. */
export function humanAge(timestamp, now) {
    if (timestamp === null || timestamp === undefined || timestamp === '')
        return '<unknown>';
    return humanDuration(now - Date.parse(timestamp));
}
//# sourceMappingURL=duration.js.map