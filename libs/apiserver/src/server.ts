import { type Clock, type Logger } from '#libs/process';
import { type AdmissionPlugin } from './admission.js';
import { authenticate } from './authentication.js';
import { authorize, pathAttributes, resourceAttributes } from './authorization.js';
import { API_LEVEL, type VersionInfo } from './content/version-info.js';
import { type ServerCore } from './core.js';
import { createDocuments, type Documents } from './documents.js';
import { badRequest, methodNotAllowed, noSuchResource, tooLarge, tooManyRequests } from './errors.js';
import { type Exchange } from './exchange.js';
import { type ExtraSubresources } from './extra-subresource.js';
import { handlerOf } from './handlers.js';
import { MAX_BODY_BYTES, MAX_IN_FLIGHT } from './limits.js';
import { after } from './after.js';
import { parseTarget, verbOf, type ResourceTarget } from './path.js';
import { type ResourceRegistry } from './registry.js';
import {
  type ApiRequest,
  type ApiResponse,
  type Authenticator,
  type Authorizer,
  type UserInfo,
} from './request.js';
import { pretty } from './pretty.js';
import { respondBody, respondError, respondText, withWarnings } from './respond.js';
import { type Storage } from './storage.js';

export interface ApiServerOptions {
  readonly storage: Storage;
  readonly registry: ResourceRegistry;
  /** Asked in order; the first that knows the client decides. */
  readonly authenticators: readonly Authenticator[];
  readonly authorizer: Authorizer;
  readonly admission?: readonly AdmissionPlugin[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** What /version says. */
  readonly version?: VersionInfo;
  /** Paths outside the Kubernetes API, such as the hub's /join. */
  readonly routes?: readonly ExtraRoute[];
  /** Read-only subresources by name, such as the hub's `placement`. */
  readonly subresources?: ExtraSubresources;
  /** What /readyz says; default: always ready. */
  readonly ready?: () => boolean | Promise<boolean>;
  /** `host:port` told to old clients by discovery. */
  readonly serverAddress?: string;
  readonly limits?: { readonly bodyBytes?: number };
}

export interface ExtraRoute {
  readonly method: string;
  readonly path: string;
  /** False: `handle` does its own checking (a join token), and `user` is undefined. */
  readonly authenticated: boolean;
  handle(request: ApiRequest, user: UserInfo | undefined): Promise<ApiResponse> | ApiResponse;
}

export interface ApiServer {
  readonly core: ServerCore;
  /** Never rejects: what goes wrong is a Status. */
  handle(request: ApiRequest): Promise<ApiResponse>;
}

/** The API server as a function from request to answer; listeners (node-listener.ts) and tests drive it. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  return new Server(options);
}

/** Most steps of a request have nothing to wait for: those answer at once. */
type Answer = Promise<ApiResponse> | ApiResponse;

class Server implements ApiServer {
  readonly core: ServerCore;
  private readonly documents: Documents;
  private inFlight = 0;

  constructor(private readonly options: ApiServerOptions) {
    const { storage, registry, admission = [], clock } = options;
    this.core = { storage, registry, admission, clock };
    this.documents = createDocuments(registry, options);
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    const warnings: string[] = [];
    if (this.inFlight >= MAX_IN_FLIGHT && !isHealthPath(request.path))
      return respondError(tooManyRequests(), this.options.logger);
    this.inFlight += 1;
    try {
      return withWarnings(pretty(request, await this.route(request, warnings)), warnings);
    } catch (error) {
      return withWarnings(pretty(request, respondError(error, this.options.logger)), warnings);
    } finally {
      // A watch is answered when its stream begins.
      this.inFlight -= 1;
    }
  }

  private route(request: ApiRequest, warnings: string[]): Answer {
    if (request.body.length > (this.options.limits?.bodyBytes ?? MAX_BODY_BYTES))
      throw tooLarge(this.options.limits?.bodyBytes ?? MAX_BODY_BYTES);
    const open = this.anonymous(request);
    if (open) return open;
    return after(authenticate(this.options.authenticators, request), (user) =>
      this.authenticated(request, user, warnings),
    );
  }

  private authenticated(request: ApiRequest, user: UserInfo, warnings: string[]): Answer {
    const { authorizer } = this.options;
    const { method, path } = request;
    const target = parseTarget(path);
    if (target.kind === 'malformed') throw badRequest('the path of the request is malformed');
    if (target.kind === 'other')
      return after(authorize(authorizer, pathAttributes(user, method, path)), () =>
        this.otherPath(request, user),
      );
    const verb = verbOf(request, target);
    if (verb === undefined) throw methodNotAllowed();
    return after(authorize(authorizer, resourceAttributes(user, verb, target)), () =>
      this.resource({ request, user, verb, target, warnings }),
    );
  }

  /** What needs no user: health, and routes that check by themselves. */
  private anonymous(request: ApiRequest): Answer | undefined {
    if (isHealthPath(request.path)) return this.health(request.path);
    const route = this.extraRoute(request);
    return route && !route.authenticated ? route.handle(request, undefined) : undefined;
  }

  private async health(path: string): Promise<ApiResponse> {
    const ready = path === '/readyz' ? await (this.options.ready?.() ?? true) : true;
    return ready ? respondText(200, 'ok') : respondText(503, 'not ready');
  }

  private extraRoute(request: ApiRequest): ExtraRoute | undefined {
    return this.options.routes?.find(
      (route) => route.path === request.path && route.method === request.method,
    );
  }

  private otherPath(request: ApiRequest, user: UserInfo): Answer {
    const route = this.extraRoute(request);
    if (route) return route.handle(request, user);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      if (isKnownPath(request.path)) throw methodNotAllowed();
      return pageNotFound();
    }
    if (request.path === '/') return respondBody(200, { paths: this.documents.paths() });
    if (request.path === '/version') return respondBody(200, this.options.version ?? API_LEVEL);
    return this.documents.answer(request) ?? pageNotFound();
  }

  private resource(asked: Pick<Exchange, 'request' | 'user' | 'verb' | 'target' | 'warnings'>): Answer {
    const { request, user, verb, target, warnings } = asked;
    const { core } = this;
    const { authenticators, authorizer, logger } = this.options;
    const review = this.documents.review(target);
    if (review) return review(request, { user, authenticators, authorizer });
    const resource = core.registry.find(target.group, target.version, target.resource);
    if (!resource) return this.unknownResource(target);
    const { deprecationWarning } = resource.served;
    if (deprecationWarning !== undefined) warnings.push(deprecationWarning);
    const exchange: Exchange = { core, logger, request, user, verb, target, resource, warnings };
    return handlerOf(exchange, this.options.subresources ?? {})(exchange);
  }

  private unknownResource({ group, version }: ResourceTarget): ApiResponse {
    const known = this.core.registry
      .groupVersions()
      .some((served) => served.group === group && served.version === version);
    if (known) throw noSuchResource();
    return pageNotFound();
  }
}

function isKnownPath(path: string): boolean {
  return path === '/version' || path === '/api' || path === '/apis' || path.startsWith('/openapi/');
}

function isHealthPath(path: string): boolean {
  return path === '/livez' || path === '/readyz' || path === '/healthz';
}

function pageNotFound(): ApiResponse {
  return respondText(404, '404 page not found\n');
}
