import {} from '#libs/apimachinery';
import {} from '#libs/process';
import {} from './content/discovery-groups.js';
import { createDiscovery } from './content/discovery.js';
import { createOpenApiV2 } from './content/openapi-v2.js';
import { createOpenApiV3 } from './content/openapi-v3.js';
import {} from './handlers.js';
import { methodNotAllowed, noSuchResource } from './errors.js';
import {} from './path.js';
import {} from './registry.js';
import {} from './request.js';
import { respondBody } from './respond.js';
import { answerReview, REVIEWS } from './reviews.js';
/** Documents are made when first asked for, and again after the registry changed. */
export function createDocuments(registry, options) {
    const address = options.serverAddress ?? '127.0.0.1:6443';
    const openApiV2 = createOpenApiV2();
    const openApiV3 = createOpenApiV3();
    let revision = 0;
    let discovery;
    const current = () => {
        if (!discovery || revision !== registry.revision) {
            revision = registry.revision;
            const rows = registry.definitions().map((row) => discoveryRow(row, options.subresources ?? {}));
            discovery = createDiscovery([...rows, ...REVIEWS], address);
        }
        return discovery;
    };
    return {
        paths: () => {
            const served = [...registry.groupVersions(), ...REVIEWS.flatMap(({ versions }) => versions)];
            const groups = served.filter(({ group }) => group !== '');
            const names = groups.flatMap(({ group, version }) => [`/apis/${group}`, `/apis/${group}/${version}`]);
            return [...new Set([...ROOT_PATHS, ...names])].sort();
        },
        answer: (request) => current().answer(request) ??
            openApiV3.answer(registry.definitions(), request, options.clock.now()) ??
            openApiV2.answer(registry.definitions(), request),
        review: ({ group, version, resource, namespace }) => {
            if (!REVIEW_GROUPS.has(group))
                return undefined;
            const found = REVIEWS.find((review) => review.storage.resource === resource &&
                review.versions.some((one) => one.group === group && one.version === version));
            if (!found)
                return undefined;
            if (found.namespaced !== (namespace !== ''))
                throw noSuchResource();
            return reviewAnswer(found, registry, namespace);
        },
    };
}
const ROOT_PATHS = [
    '/api',
    '/api/v1',
    '/apis',
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
];
function discoveryRow(row, extra) {
    const otherSubresources = Object.entries(extra)
        .filter(([, subresource]) => subresource.appliesTo(row))
        .map(([name, { kind }]) => ({ name, kind, verbs: ['get'] }));
    return otherSubresources.length === 0 ? row : { ...row, otherSubresources };
}
const REVIEW_GROUPS = new Set(REVIEWS.flatMap(({ versions }) => versions.map(({ group }) => group)));
function reviewAnswer(review, registry, namespace) {
    return async (request, context) => {
        if (request.method !== 'POST')
            throw methodNotAllowed();
        return respondBody(201, await answerReview(review, request, { ...context, registry, namespace }));
    };
}
//# sourceMappingURL=documents.js.map