import { isJsonObject, type Verb } from '#libs/apimachinery';
import { type DiscoveryRow } from './content/discovery-groups.js';
import { cannotBeHandled } from './content/field-validation.js';
import { requestContentType } from './content/negotiation.js';
import { decodeProtobuf } from './content/protobuf-decode.js';
import { badRequest } from './errors.js';
import { decodeText } from './read-body.js';
import { type ResourceRegistry } from './registry.js';
import { type ApiRequest, type Attributes, type Authorizer, type UserInfo } from './request.js';

/** Questions about oneself: created, answered in status, never stored. */

export interface ReviewContext {
  readonly user: UserInfo;
  readonly authorizer: Authorizer;
  readonly registry: ResourceRegistry;
}

export interface Review extends DiscoveryRow {
  answer(spec: Record<string, unknown>, context: ReviewContext): Promise<Record<string, unknown>>;
}

const CREATE_ONLY = {
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: ['create'] satisfies Verb[],
  subresources: {},
} as const;

const AUTHENTICATION_VERSIONS = ['v1', 'v1beta1', 'v1alpha1'];

export const REVIEWS: readonly Review[] = [
  {
    ...CREATE_ONLY,
    kind: 'SelfSubjectAccessReview',
    singular: 'selfsubjectaccessreview',
    storage: { resource: 'selfsubjectaccessreviews' },
    versions: [{ group: 'authorization.k8s.io', version: 'v1' }],
    answer: answerAccess,
  },
  {
    ...CREATE_ONLY,
    kind: 'SelfSubjectRulesReview',
    singular: 'selfsubjectrulesreview',
    storage: { resource: 'selfsubjectrulesreviews' },
    versions: [{ group: 'authorization.k8s.io', version: 'v1' }],
    answer: answerRules,
  },
  {
    ...CREATE_ONLY,
    kind: 'SelfSubjectReview',
    singular: 'selfsubjectreview',
    storage: { resource: 'selfsubjectreviews' },
    versions: AUTHENTICATION_VERSIONS.map((version) => ({ group: 'authentication.k8s.io', version })),
    answer: (_spec, { user }) => Promise.resolve({ userInfo: user }),
  },
];

/** The review in the body, with its answer. @throws StatusError BadRequest */
export async function answerReview(
  review: Review,
  request: ApiRequest,
  context: ReviewContext,
): Promise<Record<string, unknown>> {
  const body = decodeReview(review, request);
  const spec = isJsonObject(body['spec']) ? body['spec'] : {};
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  const status = await review.answer(spec, context);
  const { apiVersion, kind } = body;
  return { kind, apiVersion, metadata: { ...metadata, creationTimestamp: null }, spec, status };
}

function decodeReview(review: Review, request: ApiRequest): Record<string, unknown> {
  const format = requestContentType(request.headers['content-type']);
  const [first] = review.versions;
  const defaults = { apiVersion: first ? `${first.group}/${first.version}` : '', kind: review.kind };
  const value: unknown =
    format === 'protobuf'
      ? decodeProtobuf(request.body, defaults).object
      : decodeText(request.body, format).value;
  if (!isJsonObject(value)) throw badRequest(`the body of the request is no ${review.kind}`);
  const { kind = defaults.kind, apiVersion = defaults.apiVersion } = value;
  if (kind !== review.kind)
    throw cannotBeHandled(
      String(kind),
      first?.version ?? '',
      `the expected kind is ${review.kind}`,
      review.kind,
    );
  return { ...value, kind, apiVersion };
}

async function answerAccess(
  spec: Record<string, unknown>,
  { user, authorizer }: ReviewContext,
): Promise<Record<string, unknown>> {
  const resource = spec['resourceAttributes'];
  const path = spec['nonResourceAttributes'];
  if (isJsonObject(resource) === isJsonObject(path))
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  const attributes = isJsonObject(resource)
    ? resourceOf(user, resource)
    : pathOf(user, isJsonObject(path) ? path : {});
  const { allowed, reason } = await authorizer(attributes);
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function resourceOf(user: UserInfo, spec: Record<string, unknown>): Attributes {
  const text = (field: string): string => textOf(spec[field]);
  return {
    user,
    verb: text('verb'),
    group: text('group'),
    version: text('version'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
    path: '',
    resourceRequest: true,
  };
}

function pathOf(user: UserInfo, spec: Record<string, unknown>): Attributes {
  const none = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
  return { user, verb: textOf(spec['verb']), ...none, path: textOf(spec['path']), resourceRequest: false };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What the authorizer allows, found by asking it: once for everything, else for each kind and verb. */
async function answerRules(
  spec: Record<string, unknown>,
  { user, authorizer, registry }: ReviewContext,
): Promise<Record<string, unknown>> {
  const namespace = textOf(spec['namespace']) || 'default';
  const base = { user, version: '', subresource: '', namespace, name: '', path: '', resourceRequest: true };
  const allows = async (group: string, resource: string, verb: string): Promise<boolean> =>
    (await authorizer({ ...base, group, resource, verb })).allowed;
  if (await allows('*', '*', '*')) {
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    return {
      resourceRules: [all],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    };
  }
  const resourceRules: unknown[] = [];
  for (const { storage, verbs } of registry.definitions()) {
    const allowed: string[] = [];
    for (const verb of verbs) if (await allows(storage.group, storage.resource, verb)) allowed.push(verb);
    if (allowed.length > 0)
      resourceRules.push({ verbs: allowed, apiGroups: [storage.group], resources: [storage.resource] });
  }
  return { resourceRules, nonResourceRules: [], incomplete: false };
}
