import { type HostRule, type HostTable } from '#libs/protocol';

/** HAProxy's maps by name, each from key to value. */
export const MAP_NAMES = [
  'sites',
  'paths',
  'prefixes',
  'splits',
  'services',
  'shed',
  'limits',
  'tls',
] as const;
export type MapName = (typeof MAP_NAMES)[number];
export type MapEntry = readonly [map: MapName, key: string, value: string];

export function mapFile(directory: string, map: MapName): string {
  return `${directory}/${map}.map`;
}

/** What any host is called in the maps; no host name holds a `!`. */
export const ANY_HOST = '!any';
/** Places among which the backends of one rule are divided. */
export const SPLITS = 256;

const HOST_FORM = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_*.-]*)$/;
/** What may stand in a path (RFC 3986), less what would be more than a word to HAProxy. */
const PATH_FORM = /^[A-Za-z0-9._~!$&'()*+,;=:@%/|-]+$/;

/**
 * The entries of one host. A site is a host as the tables name it. `paths`: site=path; `prefixes`: site/path/, of which the
 * longest counts; both lead to the key of a service's table, or to `@N`, which `splits` leads on by a draw: `@N:0` to `@N:255`.
 * Answers a text where a word of it cannot be told to HAProxy.
 */
export function siteEntries({ host, rules }: HostTable, splitName: string): readonly MapEntry[] | string {
  if (!HOST_FORM.test(host)) return 'the host is no name';
  const site = host === '' ? ANY_HOST : host;
  const found = new Map<string, MapEntry>([[`sites ${site}`, ['sites', site, site]]]);
  const add = (entry: MapEntry): void => {
    const [map, key] = entry;
    // Of two rules for one path the first counts.
    if (!found.has(`${map} ${key}`)) found.set(`${map} ${key}`, entry);
  };
  for (const [at, rule] of rules.entries()) {
    const { path, match, backends } = rule;
    if (!PATH_FORM.test(path) || !backends.every(({ table }) => PATH_FORM.test(table)))
      return `the path ${JSON.stringify(path)} has a character that HAProxy cannot be told`;
    const [only] = backends;
    const isSplit = backends.length > 1;
    const value = isSplit ? `@${splitName}.${at}` : only && only.weight > 0 ? only.table : 'none';
    if (match === 'Exact') add(['paths', `${site}=${path}`, value]);
    else add(['prefixes', `${site}${path.replace(/\/+$/, '')}/`, value]);
    if (isSplit) for (const [slot, table] of divide(rule)) add(['splits', `${value}:${slot}`, table]);
  }
  return [...found.values()];
}

/** Each place and the table that it leads to; in proportion to the weights. */
function divide({ backends }: HostRule): [number, string][] {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  let [upTo, slot] = [0, 0];
  const places: [number, string][] = [];
  for (const { table, weight } of backends) {
    upTo += total === 0 ? 0 : (weight / total) * SPLITS;
    for (; slot < Math.round(upTo); slot += 1) places.push([slot, table]);
  }
  return places;
}
