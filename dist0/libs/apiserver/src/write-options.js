import { invalidField, isJsonObject, tooLongField, unsupportedField, } from '#libs/apimachinery';
import {} from './core.js';
import { badRequest, invalidOptions } from './errors.js';
import {} from './exchange.js';
import { MAX_FIELD_MANAGER_LENGTH } from './limits.js';
/** Options that come in the query of a write. */
const DRY_RUN_ALL = 'All';
/** @throws StatusError Invalid for anything but All */
function parseDryRun(values, optionsKind) {
    for (const value of values) {
        if (value !== DRY_RUN_ALL)
            throw invalidOptions(optionsKind, [unsupportedField('dryRun', value, [DRY_RUN_ALL])]);
    }
    return values.length > 0;
}
const OPTIONS_KIND = {
    create: 'CreateOptions',
    update: 'UpdateOptions',
    patch: 'PatchOptions',
};
/** The context of a write that this exchange asks for. `track` is added where managed fields are kept. */
export function writeContext(exchange, dryRun = dryRunOf(exchange)) {
    const { resource, target, user, warnings } = exchange;
    return {
        definition: resource.definition,
        user,
        dryRun,
        subresource: target.subresource,
        admission: true,
        warn: (text) => warnings.push(text),
    };
}
function dryRunOf({ request, verb }) {
    const values = request.query.getAll('dryRun').filter((value) => value !== '');
    return parseDryRun(values, OPTIONS_KIND[verb] ?? 'PatchOptions');
}
/** Who writes: `fieldManager`, or the client's program name. @throws StatusError Invalid */
export function fieldManagerOf(exchange) {
    const given = exchange.request.query.get('fieldManager') ?? '';
    if (given === '')
        return programName(exchange.request.headers['user-agent'] ?? '');
    const kind = OPTIONS_KIND[exchange.verb] ?? 'PatchOptions';
    if (given.length > MAX_FIELD_MANAGER_LENGTH)
        throw invalidOptions(kind, [tooLongField('fieldManager', MAX_FIELD_MANAGER_LENGTH)]);
    if (/[\u0000-\u001f\u007f]/.test(given))
        throw invalidOptions(kind, [
            invalidField('fieldManager', given, 'should contain only printable characters'),
        ]);
    return given;
}
/** What stands before the slash of a User-Agent. */
function programName(userAgent) {
    return (userAgent.split('/', 1)[0] ?? '').slice(0, MAX_FIELD_MANAGER_LENGTH);
}
const POLICIES = ['Background', 'Foreground', 'Orphan'];
const TEXT = ['string', (value) => typeof value === 'string'];
/** What decoding in Go refuses: a precondition that cannot be read must not be passed over. */
const DELETE_OPTIONS = {
    propagationPolicy: TEXT,
    orphanDependents: ['bool', (value) => typeof value === 'boolean'],
    gracePeriodSeconds: ['int64', Number.isSafeInteger],
    preconditions: ['v1.Preconditions', isJsonObject],
    dryRun: ['[]string', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')],
};
const PRECONDITIONS = { uid: TEXT, resourceVersion: TEXT };
function checkTypes(checks, fields) {
    for (const [field, [type, fits]] of Object.entries(checks)) {
        const value = fields[field] ?? undefined;
        if (value !== undefined && !fits(value))
            throw badRequest(`couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into field DeleteOptions.${field} of type ${type}`);
    }
}
/** DeleteOptions from the query and the decoded body; the body wins. @throws StatusError Invalid, BadRequest */
export function parseDeleteOptions(query, body) {
    checkTypes(DELETE_OPTIONS, body);
    const preconditions = (body['preconditions'] ?? {});
    checkTypes(PRECONDITIONS, preconditions);
    const policy = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? undefined;
    const orphan = body['orphanDependents'] ?? booleanOf(query.get('orphanDependents'));
    const grace = body['gracePeriodSeconds'] ?? numberOf(query.get('gracePeriodSeconds'));
    const dryRun = body['dryRun'] ?? query.getAll('dryRun');
    const propagationPolicy = policyOf(policy, orphan);
    const uid = preconditions['uid'];
    const resourceVersion = preconditions['resourceVersion'];
    return {
        dryRun: parseDryRun(dryRun.filter((value) => value !== ''), 'DeleteOptions'),
        options: {
            ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
            ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
            ...(typeof uid === 'string' ? { uid } : {}),
            ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
        },
    };
}
/** `orphanDependents` is the old spelling; both together are refused. */
function policyOf(policy, orphan) {
    if (policy !== undefined && orphan !== undefined)
        throw invalidOptions('DeleteOptions', [
            invalidField('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
        ]);
    if (orphan !== undefined)
        return orphan === true ? 'Orphan' : 'Background';
    if (policy === undefined)
        return undefined;
    const known = POLICIES.find((name) => name === policy);
    if (known)
        return known;
    throw invalidOptions('DeleteOptions', [unsupportedField('propagationPolicy', policy, POLICIES)]);
}
function booleanOf(text) {
    return text === null || text === '' ? undefined : text === 'true' || text === '1';
}
function numberOf(text) {
    if (text === null || text === '')
        return undefined;
    const value = Number(text);
    if (!Number.isInteger(value))
        throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
    return value;
}
//# sourceMappingURL=write-options.js.map