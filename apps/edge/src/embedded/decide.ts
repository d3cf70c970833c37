import { MISDIRECTED, BUSY, NO_BACKEND, SHED, TOO_MANY, UNAVAILABLE } from './answers.js';
import { type Certificates } from './certificates.js';
import { checkRequest, type Refusal, type Target } from './check-request.js';
import { type Proxy } from './exchange.js';
import { MAX_HOST_REQUESTS, MAX_REQUESTS } from './limits.js';
import { type HostRoutes, type ServiceRoute } from './route-book.js';

/** What of a request is looked at. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly raw: readonly string[];
  /** Name in the TLS handshake; undefined for plain HTTP. */
  readonly sni: string | undefined;
  /** Of the client. */
  readonly address: string;
}

export interface Decision {
  readonly target: Target;
  readonly routes: HostRoutes;
  readonly service: ServiceRoute;
  /** Of the client. */
  readonly address: string;
  /** Of several services by the weights of one rule: a gateway cannot know which. */
  readonly isDrawn: boolean;
}

/** Which service a request is for, or why it is not served. */
export function decide(proxy: Proxy, certificates: Certificates, asked: Asked): Decision | Refusal {
  const target = checkRequest(asked.method, asked.url, asked.raw);
  if ('status' in target) return target;
  const { book } = proxy;
  const routes = book.hostOf(target.host);
  if (asked.sni !== undefined && !certificates.allows(asked.sni, target.host)) return MISDIRECTED;
  if (routes === undefined) return NO_BACKEND;
  const rule = book.ruleOf(routes, target.path);
  if (rule === undefined) return NO_BACKEND;
  const service = book.serviceOf(rule, proxy.random());
  if (service === undefined) return UNAVAILABLE;
  const { address } = asked;
  const { clientRate, key } = service;
  if (clientRate !== undefined && !proxy.rates.take(key, address, clientRate, performance.now()))
    return TOO_MANY;
  service.offered += 1;
  const isDrawn = rule.backends.length > 1;
  return refusalOf(proxy, routes, service) ?? { target, routes, service, isDrawn, address };
}

function refusalOf(proxy: Proxy, routes: HostRoutes, service: ServiceRoute): Refusal | undefined {
  if (service.outcome === 'failClosed' || service.outcome === 'noBackends') return UNAVAILABLE;
  if (service.shed > 0 && proxy.random() < service.shed) return SHED;
  return proxy.requests >= MAX_REQUESTS || routes.load.requests >= MAX_HOST_REQUESTS ? BUSY : undefined;
}
