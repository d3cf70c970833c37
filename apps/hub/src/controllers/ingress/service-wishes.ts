import { type KubeObject } from '#libs/apimachinery';
import { type Affinity, type RouteTimeouts } from '#libs/protocol';
import { DEFAULT_POLICY, type RoutingPolicy } from '#libs/routing';
import { AFFINITY_TTL, MAX_AFFINITY_TTL, MAX_CLIENT_RATE, MAX_TIMEOUT_MS, TIMEOUTS } from './limits.js';

/** How a Service wants to be reached, by its annotations at the hub and its `sessionAffinity`. */
export interface ServiceWishes {
  /** Requests per second that one endpoint takes; null: not known. */
  readonly ratePerEndpoint: number | null;
  readonly policy: RoutingPolicy;
  readonly affinity: Affinity;
  readonly timeouts: RouteTimeouts;
  /** Requests per second of one client; undefined: as many as it likes. */
  readonly clientRate: number | undefined;
  /** By cluster: the share of its capacity to use, 0 to 1. */
  readonly scalers: ReadonlyMap<string, number>;
  /** By client region (`*`: all that are not named): clusters and regions that may serve it. */
  readonly fences: ReadonlyMap<string, ReadonlySet<string>>;
  /** Annotations that do not say what they should, and count as absent. */
  readonly ignored: readonly { readonly annotation: string; readonly message: string }[];
}

const PREFIX = 'federation.meridian.dev/';
/** Region that stands for those that a fence does not name. */
const OTHERS = '*';

/** What stands in an annotation. `form` tells people what it should be; undefined: it is not that. */
interface Form<T> {
  readonly form: string;
  readonly read: (text: string) => T | undefined;
}

/** Reads what a Service says; never throws. */
export function readWishes(service: KubeObject): ServiceWishes {
  const ignored: { annotation: string; message: string }[] = [];
  const said = <T>(name: string, { form, read }: Form<T>): T | undefined => {
    const text = service.metadata.annotations?.[PREFIX + name];
    const value = text === undefined ? undefined : read(text.trim());
    if (text !== undefined && value === undefined)
      ignored.push({ annotation: PREFIX + name, message: `is ignored: must be ${form}` });
    return value;
  };
  const wishes = {
    ratePerEndpoint: said('max-rate-per-endpoint', POSITIVE) ?? null,
    policy: {
      ...DEFAULT_POLICY,
      maxOverload: said('max-overload', AT_LEAST_ONE) ?? DEFAULT_POLICY.maxOverload,
      panic: said('panic', PANIC) ?? DEFAULT_POLICY.panic,
      maxRttMs: said('max-rtt', DURATION) ?? DEFAULT_POLICY.maxRttMs,
      autoDrainBelow: said('auto-drain-below', FRACTION) ?? DEFAULT_POLICY.autoDrainBelow,
    },
    affinity: affinityOf(service, said('session-affinity', AFFINITY), said('session-affinity-seconds', TTL)),
    timeouts: {
      connectMs: said('connect-timeout', DURATION) ?? TIMEOUTS.connectMs,
      responseMs: said('response-timeout', DURATION) ?? TIMEOUTS.responseMs,
      idleMs: said('idle-timeout', DURATION) ?? TIMEOUTS.idleMs,
    },
    clientRate: said('max-rate-per-client', CLIENT_RATE),
    scalers: said('capacity-scaler', SCALERS) ?? new Map<string, number>(),
    fences: said('client-regions', FENCES) ?? new Map<string, ReadonlySet<string>>(),
  };
  return { ...wishes, ignored };
}

/** Which clusters and regions may serve clients of this region; undefined: all. */
export function fenceOf(
  { fences }: Pick<ServiceWishes, 'fences'>,
  region: string,
): ReadonlySet<string> | undefined {
  return fences.get(region) ?? fences.get(OTHERS);
}

/** The annotation goes before `sessionAffinity`, which means what it means in Kubernetes. */
function affinityOf(
  service: KubeObject,
  annotated: Affinity['type'] | undefined,
  ttlSeconds: number | undefined,
): Affinity {
  const spec = (service['spec'] ?? {}) as {
    readonly sessionAffinity?: string;
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  };
  const type = annotated ?? (spec.sessionAffinity === 'ClientIP' ? 'clientIP' : 'none');
  switch (type) {
    case 'none':
      return { type, ttlSeconds: 0 };
    case 'cookie':
      return { type, ttlSeconds: ttlSeconds ?? 0 };
    case 'clientIP':
      return {
        type,
        ttlSeconds: ttlSeconds ?? spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_TTL,
      };
  }
}

const POSITIVE: Form<number> = { form: 'a number above 0', read: (text) => numberIn(text, (one) => one > 0) };
const AT_LEAST_ONE: Form<number> = {
  form: 'a number of 1 or more',
  read: (text) => numberIn(text, (one) => one >= 1),
};
const FRACTION: Form<number> = {
  form: 'a number from 0 to 1',
  read: (text) => numberIn(text, (one) => one >= 0 && one <= 1),
};
const CLIENT_RATE: Form<number> = {
  form: `a whole number from 1 to ${MAX_CLIENT_RATE}`,
  read: (text) => wholeUpTo(text, 1, MAX_CLIENT_RATE),
};
const TTL: Form<number> = {
  form: `whole seconds, at most ${MAX_AFFINITY_TTL}`,
  read: (text) => wholeUpTo(text, 0, MAX_AFFINITY_TTL),
};
const PANIC: Form<RoutingPolicy['panic']> = oneOf('failOpen', 'failClosed');
const AFFINITY: Form<Affinity['type']> = oneOf('none', 'clientIP', 'cookie');

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION: Form<number> = {
  form: `a time with its unit, such as 300ms, 30s or 2m, at most ${MAX_TIMEOUT_MS / 60_000}m`,
  read: (text) => {
    const [, amount = '', unit = ''] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
    const ms = Number(amount) * (UNITS[unit] ?? 0);
    return ms > 0 && ms <= MAX_TIMEOUT_MS ? ms : undefined;
  },
};

const SCALERS: Form<ReadonlyMap<string, number>> = {
  form: 'CLUSTER=SHARE, ... with shares from 0 to 1',
  read: (text) => {
    const pairs = pairsOf(text, ',').map(([cluster, share]) => [cluster, FRACTION.read(share)] as const);
    const good = pairs.flatMap(([cluster, share]) =>
      cluster === '' || share === undefined ? [] : [[cluster, share] as const],
    );
    return good.length === pairs.length ? new Map(good) : undefined;
  },
};

const FENCES: Form<ReadonlyMap<string, ReadonlySet<string>>> = {
  form: 'CLIENTREGION=PLACE,PLACE; ... with regions or clusters as places, and * for all other clients',
  read: (text) => {
    const pairs = pairsOf(text, ';').map(
      ([region, places]) =>
        [
          region,
          new Set(
            places
              .split(',')
              .map((one) => one.trim())
              .filter((one) => one !== ''),
          ),
        ] as const,
    );
    return pairs.every(([region, places]) => region !== '' && places.size > 0) ? new Map(pairs) : undefined;
  },
};

function oneOf<T extends string>(...words: readonly T[]): Form<T> {
  return { form: words.join(' or '), read: (text) => words.find((one) => one === text) };
}

function pairsOf(text: string, between: string): (readonly [string, string])[] {
  return text.split(between).flatMap((pair) => {
    if (pair.trim() === '') return [];
    const at = pair.indexOf('=');
    return [at < 0 ? (['', ''] as const) : ([pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const)];
  });
}

function numberIn(text: string, holds: (value: number) => boolean): number | undefined {
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && holds(value) ? value : undefined;
}

function wholeUpTo(text: string, least: number, most: number): number | undefined {
  return numberIn(text, (one) => Number.isInteger(one) && one >= least && one <= most);
}
