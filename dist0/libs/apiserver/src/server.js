import {} from '#libs/process';
import {} from './admission.js';
import { authenticate } from './authentication.js';
import { authorize, pathAttributes, resourceAttributes } from './authorization.js';
import { API_LEVEL } from './content/version-info.js';
import {} from './core.js';
import { createDocuments } from './documents.js';
import { badRequest, methodNotAllowed, noSuchResource, tooLarge, tooManyRequests } from './errors.js';
import {} from './exchange.js';
import { handlerOf } from './handlers.js';
import { MAX_BODY_BYTES, MAX_IN_FLIGHT } from './limits.js';
import { after } from './after.js';
import { parseTarget, verbOf } from './path.js';
import {} from './registry.js';
import {} from './request.js';
import { respondBody, respondError, respondText, withWarnings } from './respond.js';
import {} from './storage.js';
/** The API server as a function from request to answer; listeners (node-listener.ts) and tests drive it. */
export function createApiServer(options) {
    return new Server(options);
}
class Server {
    options;
    core;
    documents;
    inFlight = 0;
    constructor(options) {
        this.options = options;
        const { storage, registry, admission = [], clock } = options;
        this.core = { storage, registry, admission, clock };
        this.documents = createDocuments(registry, options);
    }
    async handle(request) {
        const warnings = [];
        if (this.inFlight >= MAX_IN_FLIGHT && !isHealthPath(request.path))
            return respondError(tooManyRequests(), this.options.logger);
        this.inFlight += 1;
        try {
            return withWarnings(await this.route(request, warnings), warnings);
        }
        catch (error) {
            return withWarnings(respondError(error, this.options.logger), warnings);
        }
        finally {
            // A watch is answered when its stream begins.
            this.inFlight -= 1;
        }
    }
    route(request, warnings) {
        if (request.body.length > (this.options.limits?.bodyBytes ?? MAX_BODY_BYTES))
            throw tooLarge(this.options.limits?.bodyBytes ?? MAX_BODY_BYTES);
        const open = this.anonymous(request);
        if (open)
            return open;
        return after(authenticate(this.options.authenticators, request), (user) => this.authenticated(request, user, warnings));
    }
    authenticated(request, user, warnings) {
        const { authorizer } = this.options;
        const { method, path } = request;
        const target = parseTarget(path);
        if (target.kind === 'malformed')
            throw badRequest('the path of the request is malformed');
        if (target.kind === 'other')
            return after(authorize(authorizer, pathAttributes(user, method, path)), () => this.otherPath(request, user));
        const verb = verbOf(request, target);
        if (verb === undefined)
            throw methodNotAllowed();
        return after(authorize(authorizer, resourceAttributes(user, verb, target)), () => this.resource({ request, user, verb, target, warnings }));
    }
    /** What needs no user: health, and routes that check by themselves. */
    anonymous(request) {
        if (isHealthPath(request.path))
            return this.health(request.path);
        const route = this.extraRoute(request);
        return route && !route.authenticated ? route.handle(request, undefined) : undefined;
    }
    async health(path) {
        const ready = path === '/readyz' ? await (this.options.ready?.() ?? true) : true;
        return ready ? respondText(200, 'ok') : respondText(503, 'not ready');
    }
    extraRoute(request) {
        return this.options.routes?.find((route) => route.path === request.path && route.method === request.method);
    }
    otherPath(request, user) {
        const route = this.extraRoute(request);
        if (route)
            return route.handle(request, user);
        if (request.method !== 'GET' && request.method !== 'HEAD') {
            if (isKnownPath(request.path))
                throw methodNotAllowed();
            return pageNotFound();
        }
        if (request.path === '/')
            return respondBody(200, { paths: this.documents.paths() });
        if (request.path === '/version')
            return respondBody(200, this.options.version ?? API_LEVEL);
        return this.documents.answer(request) ?? pageNotFound();
    }
    resource(asked) {
        const { request, user, verb, target, warnings } = asked;
        const { core } = this;
        const { authenticators, authorizer, logger } = this.options;
        const review = this.documents.review(target);
        if (review)
            return review(request, { user, authenticators, authorizer });
        const resource = core.registry.find(target.group, target.version, target.resource);
        if (!resource)
            return this.unknownResource(target);
        const { deprecationWarning } = resource.served;
        if (deprecationWarning !== undefined)
            warnings.push(deprecationWarning);
        const exchange = { core, logger, request, user, verb, target, resource, warnings };
        return handlerOf(exchange, this.options.subresources ?? {})(exchange);
    }
    unknownResource({ group, version }) {
        const known = this.core.registry
            .groupVersions()
            .some((served) => served.group === group && served.version === version);
        if (known)
            throw noSuchResource();
        return pageNotFound();
    }
}
function isKnownPath(path) {
    return path === '/version' || path === '/api' || path === '/apis' || path.startsWith('/openapi/');
}
function isHealthPath(path) {
    return path === '/livez' || path === '/readyz' || path === '/healthz';
}
function pageNotFound() {
    return respondText(404, '404 page not found\n');
}
//# sourceMappingURL=server.js.map