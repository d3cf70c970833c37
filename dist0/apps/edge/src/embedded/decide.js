import { MISDIRECTED, BUSY, NO_BACKEND, SHED, UNAVAILABLE } from './answers.js';
import {} from './certificates.js';
import { checkRequest } from './check-request.js';
import {} from './exchange.js';
import { MAX_HOST_REQUESTS, MAX_REQUESTS } from './limits.js';
import {} from './route-book.js';
/** Which service a request is for, or why it is not served. */
export function decide(proxy, certificates, asked) {
    const target = checkRequest(asked.method, asked.url, asked.raw);
    if ('status' in target)
        return target;
    const { book } = proxy;
    const routes = book.hostOf(target.host);
    if (asked.sni !== undefined && !certificates.allows(asked.sni, target.host))
        return MISDIRECTED;
    if (routes === undefined)
        return NO_BACKEND;
    const rule = book.ruleOf(routes, target.path);
    if (rule === undefined)
        return NO_BACKEND;
    const service = book.serviceOf(rule, proxy.random());
    if (service === undefined)
        return UNAVAILABLE;
    service.offered += 1;
    return refusalOf(proxy, routes, service) ?? { target, routes, service };
}
function refusalOf(proxy, routes, service) {
    if (service.outcome === 'failClosed' || service.outcome === 'noBackends')
        return UNAVAILABLE;
    if (service.shed > 0 && proxy.random() < service.shed)
        return SHED;
    return proxy.requests >= MAX_REQUESTS || routes.load.requests >= MAX_HOST_REQUESTS ? BUSY : undefined;
}
//# sourceMappingURL=decide.js.map