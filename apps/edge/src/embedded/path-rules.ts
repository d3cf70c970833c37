import { type HostRule } from '#libs/protocol';

/** The rules of one host, ready to be asked. */
export interface PathRules {
  readonly exact: ReadonlyMap<string, HostRule>;
  /** Without a slash at the end; `''` is the rule for everything. */
  readonly prefix: ReadonlyMap<string, HostRule>;
}

/** Of two rules for one path the first counts. */
export function compilePaths(rules: readonly HostRule[]): PathRules {
  const exact = new Map<string, HostRule>();
  const prefix = new Map<string, HostRule>();
  for (const rule of rules) {
    const [map, path] = rule.match === 'Exact' ? [exact, rule.path] : [prefix, rule.path.replace(/\/+$/, '')];
    if (!map.has(path)) map.set(path, rule);
  }
  return { exact, prefix };
}

/** The rule for a path (without its query): Exact before Prefix, longer before shorter, by whole elements. */
export function matchPath({ exact, prefix }: PathRules, path: string): HostRule | undefined {
  const found = exact.get(path);
  if (found !== undefined || prefix.size === 0) return found;
  for (let at = path; ;) {
    const rule = prefix.get(at);
    if (rule !== undefined) return rule;
    const slash = at.lastIndexOf('/');
    if (slash < 0) return undefined;
    at = at.slice(0, slash);
  }
}
