import {} from './cron-schedule.js';
/** When a schedule falls due. Times are ms since the epoch; `zone` is an IANA name, UTC when not given. */
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The 29th of February comes at least every eight years. */
const DAYS_AHEAD = 8 * 366;
/** The first time after `after`; undefined: there is none (the 31st of February). */
export function nextCronTime(schedule, after, zone = 'UTC') {
    if ('everyMs' in schedule)
        return Math.floor(after / 1_000) * 1_000 + schedule.everyMs;
    const offsetMs = zoneOffset(zone);
    const local = after + offsetMs(after);
    const start = Math.floor(local / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    const firstDay = Math.floor(start / DAY_MS) * DAY_MS;
    const minutes = [...schedule.minutes].sort((a, b) => a - b);
    const hours = [...schedule.hours].sort((a, b) => a - b);
    for (let day = firstDay; day < firstDay + DAYS_AHEAD * DAY_MS; day += DAY_MS) {
        if (!isDay(schedule, day))
            continue;
        for (const hour of hours)
            for (const minute of minutes) {
                const wall = day + hour * 60 * MINUTE_MS + minute * MINUTE_MS;
                if (wall < start)
                    continue;
                const time = wall - offsetMs(wall - offsetMs(wall));
                // Where clocks are put back an hour comes twice; only what is later counts.
                if (time > after)
                    return time;
            }
    }
    return undefined;
}
/** The last time after `earliest` and not after `now`; undefined: none. */
export function lastCronTime(schedule, earliest, now, zone) {
    if ('everyMs' in schedule) {
        const rounds = Math.floor((now - Math.floor(earliest / 1_000) * 1_000) / schedule.everyMs);
        return rounds > 0 ? Math.floor(earliest / 1_000) * 1_000 + rounds * schedule.everyMs : undefined;
    }
    // Looks back further and further, so that a schedule that was due a million times costs no million steps.
    for (let backMs = MINUTE_MS;; backMs *= 2) {
        const from = Math.max(earliest, now - backMs);
        let last;
        for (let time = nextCronTime(schedule, from, zone); time !== undefined && time <= now;) {
            last = time;
            time = nextCronTime(schedule, time, zone);
        }
        if (last !== undefined || from === earliest)
            return last;
    }
}
/** Whether there is a time zone of this name. */
export function isTimeZone(zone) {
    try {
        formatterOf(zone);
        return true;
    }
    catch {
        return false;
    }
}
function isDay(schedule, day) {
    const date = new Date(day);
    if (!schedule.months.has(date.getUTCMonth() + 1))
        return false;
    const byMonth = schedule.days.has(date.getUTCDate());
    const byWeek = schedule.weekdays.has(date.getUTCDay());
    return schedule.bothDays ? byMonth && byWeek : byMonth || byWeek;
}
/** How far wall clocks of the zone are ahead of UTC, in ms. */
function zoneOffset(zone) {
    if (zone === 'UTC' || zone === 'Etc/UTC')
        return () => 0;
    const formatter = formatterOf(zone);
    return (time) => {
        const part = new Map(formatter.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
        const at = (name) => part.get(name) ?? 0;
        const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
        return wall - Math.floor(time / 1_000) * 1_000;
    };
}
function formatterOf(zone) {
    return new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
    });
}
//# sourceMappingURL=cron-times.js.map