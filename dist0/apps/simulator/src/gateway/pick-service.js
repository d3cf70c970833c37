import { isJsonObject } from '#libs/apimachinery';
/**
 * The Service that serves a request: rules of the very host before rules of any host, Exact before Prefix, longer paths before
 * shorter, default backends last. Undefined: nobody does.
 */
export function pickService(ingresses, host, path) {
    const all = [...ingresses];
    const named = all.flatMap((ingress) => choicesFor(ingress, host, path));
    const choices = named.length > 0 ? named : all.flatMap((ingress) => choicesFor(ingress, '', path));
    const candidates = choices.length > 0 ? choices : all.flatMap(defaultOf);
    return candidates.sort((a, b) => Number(b.exact) - Number(a.exact) || b.length - a.length)[0]?.service;
}
function choicesFor(ingress, host, path) {
    const rules = listOf(mapOf(ingress['spec'])['rules']).filter((rule) => (rule['host'] ?? '') === host);
    return rules.flatMap((rule) => listOf(mapOf(rule['http'])['paths']).flatMap((entry) => {
        const wanted = typeof entry['path'] === 'string' ? entry['path'] : '/';
        const exact = entry['pathType'] === 'Exact';
        const service = serviceOf(ingress, entry['backend']);
        const fits = exact ? path === wanted : isBelow(path, wanted);
        return fits && service !== undefined ? [{ service, exact, length: wanted.length }] : [];
    }));
}
function defaultOf(ingress) {
    const service = serviceOf(ingress, mapOf(ingress['spec'])['defaultBackend']);
    return service === undefined ? [] : [{ service, exact: false, length: -1 }];
}
function isBelow(path, prefix) {
    const trimmed = prefix.replace(/\*$/, '').replace(/\/+$/, '');
    return path === trimmed || path.startsWith(`${trimmed}/`);
}
function serviceOf(ingress, backend) {
    const name = mapOf(mapOf(backend)['service'])['name'];
    return typeof name === 'string' ? `${ingress.metadata.namespace ?? ''}/${name}` : undefined;
}
function listOf(value) {
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
function mapOf(value) {
    return isJsonObject(value) ? value : {};
}
//# sourceMappingURL=pick-service.js.map