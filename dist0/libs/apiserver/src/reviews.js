import { invalidField, isJsonObject, isReason, requiredField } from '#libs/apimachinery';
import { authenticate } from './authentication.js';
import {} from './content/discovery-groups.js';
import { cannotBeHandled } from './content/field-validation.js';
import { requestContentType } from './content/negotiation.js';
import { decodeProtobuf } from './content/protobuf-decode.js';
import { badRequest, invalid } from './errors.js';
import { decodeText } from './read-body.js';
import {} from './registry.js';
import {} from './request.js';
const CREATE_ONLY = {
    shortNames: [],
    categories: [],
    namespaced: false,
    verbs: ['create'],
    subresources: {},
};
const AUTHENTICATION_VERSIONS = ['v1', 'v1beta1', 'v1alpha1'];
export const REVIEWS = [
    {
        ...CREATE_ONLY,
        kind: 'SelfSubjectAccessReview',
        singular: 'selfsubjectaccessreview',
        storage: { resource: 'selfsubjectaccessreviews' },
        versions: [{ group: 'authorization.k8s.io', version: 'v1' }],
        answer: (spec, context) => answerAccess(spec, context, context.user),
    },
    {
        ...CREATE_ONLY,
        kind: 'SubjectAccessReview',
        singular: 'subjectaccessreview',
        storage: { resource: 'subjectaccessreviews' },
        versions: [{ group: 'authorization.k8s.io', version: 'v1' }],
        answer: answerSubject,
    },
    {
        ...CREATE_ONLY,
        kind: 'LocalSubjectAccessReview',
        singular: 'localsubjectaccessreview',
        namespaced: true,
        storage: { resource: 'localsubjectaccessreviews' },
        versions: [{ group: 'authorization.k8s.io', version: 'v1' }],
        answer: answerLocalSubject,
    },
    {
        ...CREATE_ONLY,
        kind: 'TokenReview',
        singular: 'tokenreview',
        storage: { resource: 'tokenreviews' },
        versions: [{ group: 'authentication.k8s.io', version: 'v1' }],
        answer: answerToken,
    },
    {
        ...CREATE_ONLY,
        dropSpec: true,
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
export async function answerReview(review, request, context) {
    const body = decodeReview(review, request);
    const spec = isJsonObject(body['spec']) ? body['spec'] : {};
    const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
    const status = await review.answer(spec, context);
    const { apiVersion, kind } = body;
    return {
        kind,
        apiVersion,
        metadata: { ...metadata, creationTimestamp: null },
        spec: review.dropSpec ? {} : spec,
        status,
    };
}
function decodeReview(review, request) {
    const format = requestContentType(request.headers['content-type']);
    const [first] = review.versions;
    const defaults = { apiVersion: first ? `${first.group}/${first.version}` : '', kind: review.kind };
    const value = format === 'protobuf'
        ? decodeProtobuf(request.body, defaults).object
        : decodeText(request.body, format).value;
    if (!isJsonObject(value))
        throw badRequest(`the body of the request is no ${review.kind}`);
    const { kind = defaults.kind, apiVersion = defaults.apiVersion } = value;
    if (kind !== review.kind)
        throw cannotBeHandled(String(kind), first?.version ?? '', `the expected kind is ${review.kind}`, review.kind);
    return { ...value, kind, apiVersion };
}
async function answerAccess(spec, { authorizer }, user) {
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
/** May somebody else do it? @throws StatusError Invalid without a user and without groups */
function answerSubject(spec, context) {
    const username = textOf(spec['user']);
    const groups = Array.isArray(spec['groups']) ? spec['groups'].map(textOf) : [];
    if (username === '' && groups.length === 0) {
        const why = requiredField('spec.user', 'at least one of user or group must be specified');
        throw invalid({ kind: 'SubjectAccessReview', storage: AUTHORIZATION }, '', [why]);
    }
    return answerAccess(spec, context, { username, groups });
}
const AUTHORIZATION = { group: 'authorization.k8s.io', resource: 'subjectaccessreviews' };
/** The same, within the namespace of the path only. */
function answerLocalSubject(spec, context) {
    const attributes = spec['resourceAttributes'];
    const namespace = isJsonObject(attributes) ? textOf(attributes['namespace']) : '';
    if (namespace !== context.namespace) {
        const why = invalidField('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace');
        throw invalid({ kind: 'LocalSubjectAccessReview', storage: AUTHORIZATION }, '', [why]);
    }
    return answerSubject(spec, context);
}
/** Whose token is it? One that nobody knows is an answer, not an error. */
async function answerToken(spec, { authenticators }) {
    const token = textOf(spec['token']);
    const asking = {
        method: 'GET',
        path: '/',
        query: new URLSearchParams(),
        headers: { authorization: `Bearer ${token}` },
        body: new Uint8Array(0),
        signal: new AbortController().signal,
    };
    try {
        return { authenticated: true, user: await authenticate(authenticators, asking) };
    }
    catch (error) {
        if (isReason(error, 'Unauthorized'))
            return { user: {}, error: 'invalid bearer token' };
        throw error;
    }
}
function resourceOf(user, spec) {
    const text = (field) => textOf(spec[field]);
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
function pathOf(user, spec) {
    const none = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' };
    return { user, verb: textOf(spec['verb']), ...none, path: textOf(spec['path']), resourceRequest: false };
}
function textOf(value) {
    return typeof value === 'string' ? value : '';
}
/** What the authorizer allows, found by asking it: once for everything, else for each kind and verb. */
async function answerRules(spec, { user, authorizer, registry }) {
    const namespace = textOf(spec['namespace']) || 'default';
    const base = { user, version: '', subresource: '', namespace, name: '', path: '', resourceRequest: true };
    const allows = async (group, resource, verb) => (await authorizer({ ...base, group, resource, verb })).allowed;
    if (await allows('*', '*', '*')) {
        const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
        return {
            resourceRules: [all],
            nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
            incomplete: false,
        };
    }
    const resourceRules = [];
    for (const { storage, verbs } of registry.definitions()) {
        const allowed = [];
        for (const verb of verbs)
            if (await allows(storage.group, storage.resource, verb))
                allowed.push(verb);
        if (allowed.length > 0)
            resourceRules.push({ verbs: allowed, apiGroups: [storage.group], resources: [storage.resource] });
    }
    return { resourceRules, nonResourceRules: [], incomplete: false };
}
//# sourceMappingURL=reviews.js.map