const SECOND = 1000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Up to `below` seconds: `unit`, and of the next smaller unit what is left, unless `small` is absent or that is 0. */
interface Step {
  readonly below: number;
  readonly unit: readonly [seconds: number, name: string];
  readonly small?: readonly [seconds: number, name: string];
}

const STEPS: readonly Step[] = [
  { below: 2 * MINUTE, unit: [1, 's'] },
  { below: 10 * MINUTE, unit: [MINUTE, 'm'], small: [1, 's'] },
  { below: 3 * HOUR, unit: [MINUTE, 'm'] },
  { below: 8 * HOUR, unit: [HOUR, 'h'], small: [MINUTE, 'm'] },
  { below: 2 * DAY, unit: [HOUR, 'h'] },
  { below: 8 * DAY, unit: [DAY, 'd'], small: [HOUR, 'h'] },
  { below: 2 * YEAR, unit: [DAY, 'd'] },
  { below: 8 * YEAR, unit: [YEAR, 'y'], small: [DAY, 'd'] },
  { below: Number.POSITIVE_INFINITY, unit: [YEAR, 'y'] },
];

/** `3m15s`, `26h`, `5d`: a duration as kubectl shows it (apimachinery, util/duration HumanDuration). */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  if (seconds < -1) {
    return '<invalid>';
  }
  if (seconds < 0) {
    return '0s';
  }
  const step = STEPS.find(({ below }) => seconds < below);
  if (!step) {
    return '<invalid>';
  }
  const [size, name] = step.unit;
  const whole = `${Math.floor(seconds / size)}${name}`;
  const rest = step.small ? Math.floor((seconds % size) / step.small[0]) : 0;
  return step.small && rest > 0 ? `${whole}${rest}${step.small[1]}` : whole;
}

/** The age of an RFC 3339 timestamp at `now` (ms since the epoch); `<unknown>` where there is none. */
export function ageOf(timestamp: unknown, now: number): string {
  const then = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(then) ? '<unknown>' : humanDuration(now - then);
}
