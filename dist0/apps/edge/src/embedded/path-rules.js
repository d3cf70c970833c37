import {} from '#libs/protocol';
/** Of two rules for one path the first counts. */
export function compilePaths(rules) {
    const exact = new Map();
    const prefix = new Map();
    for (const rule of rules) {
        const [map, path] = rule.match === 'Exact' ? [exact, rule.path] : [prefix, rule.path.replace(/\/+$/, '')];
        if (!map.has(path))
            map.set(path, rule);
    }
    return { exact, prefix };
}
/** The rule for a path (without its query): Exact before Prefix, longer before shorter, by whole elements. */
export function matchPath({ exact, prefix }, path) {
    const found = exact.get(path);
    if (found !== undefined || prefix.size === 0)
        return found;
    for (let at = path;;) {
        const rule = prefix.get(at);
        if (rule !== undefined)
            return rule;
        const slash = at.lastIndexOf('/');
        if (slash < 0)
            return undefined;
        at = at.slice(0, slash);
    }
}
//# sourceMappingURL=path-rules.js.map