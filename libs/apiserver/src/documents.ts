import { type ResourceDefinition } from '#libs/apimachinery';
import { type Clock } from '#libs/process';
import { type DiscoveryRow } from './content/discovery-groups.js';
import { createDiscovery, type Discovery } from './content/discovery.js';
import { createOpenApiV2 } from './content/openapi-v2.js';
import { createOpenApiV3 } from './content/openapi-v3.js';
import { type ExtraSubresources } from './extra-subresource.js';
import { methodNotAllowed, noSuchResource } from './errors.js';
import { type ResourceTarget } from './path.js';
import { type ResourceRegistry } from './registry.js';
import { type ApiRequest, type ApiResponse } from './request.js';
import { respondBody } from './respond.js';
import { answerReview, type Review, type ReviewContext, REVIEWS } from './reviews.js';

type ReviewAnswer = (
  request: ApiRequest,
  context: Omit<ReviewContext, 'registry' | 'namespace'>,
) => Promise<ApiResponse>;

/** What the server says about itself: discovery, OpenAPI, reviews. */
export interface Documents {
  /** What GET / lists. */
  paths(): readonly string[];
  /** Undefined: no such document. */
  answer(request: ApiRequest): ApiResponse | undefined;
  /** The review that this path creates, if it names one. @throws StatusError NotFound in the wrong scope; MethodNotAllowed when called */
  review(target: ResourceTarget): ReviewAnswer | undefined;
}

/** Documents are made when first asked for, and again after the registry changed. */
export function createDocuments(
  registry: ResourceRegistry,
  options: {
    readonly serverAddress?: string;
    readonly clock: Clock;
    readonly subresources?: ExtraSubresources;
  },
): Documents {
  const address = options.serverAddress ?? '127.0.0.1:6443';
  const openApiV2 = createOpenApiV2();
  const openApiV3 = createOpenApiV3();
  let revision = 0;
  let discovery: Discovery | undefined;
  const current = (): Discovery => {
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
    answer: (request) =>
      current().answer(request) ??
      openApiV3.answer(registry.definitions(), request, options.clock.now()) ??
      openApiV2.answer(registry.definitions(), request),
    review: ({ group, version, resource, namespace }) => {
      if (!REVIEW_GROUPS.has(group)) return undefined;
      const found = REVIEWS.find(
        (review) =>
          review.storage.resource === resource &&
          review.versions.some((one) => one.group === group && one.version === version),
      );
      if (!found) return undefined;
      if (found.namespaced !== (namespace !== '')) throw noSuchResource();
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

function discoveryRow(row: ResourceDefinition, extra: ExtraSubresources): DiscoveryRow {
  const otherSubresources = Object.entries(extra)
    .filter(([, subresource]) => subresource.appliesTo(row))
    .map(([name, { kind, ask }]) => ({
      name,
      kind,
      verbs: ask ? ['create' as const, 'get' as const] : ['get' as const],
    }));
  return otherSubresources.length === 0 ? row : { ...row, otherSubresources };
}

const REVIEW_GROUPS = new Set(REVIEWS.flatMap(({ versions }) => versions.map(({ group }) => group)));

function reviewAnswer(review: Review, registry: ResourceRegistry, namespace: string): ReviewAnswer {
  return async (request, context) => {
    if (request.method !== 'POST') throw methodNotAllowed();
    return respondBody(201, await answerReview(review, request, { ...context, registry, namespace }));
  };
}
