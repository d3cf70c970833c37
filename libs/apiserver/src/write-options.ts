import {
  invalidField,
  isJsonObject,
  tooLongField,
  unsupportedField,
  type DeleteOptions,
} from '#libs/apimachinery';
import { type WriteContext } from './core.js';
import { badRequest, invalidOptions } from './errors.js';
import { type Exchange } from './exchange.js';
import { MAX_FIELD_MANAGER_LENGTH } from './limits.js';

/** Options that come in the query of a write. */

const DRY_RUN_ALL = 'All';

/** @throws StatusError Invalid for anything but All */
function parseDryRun(values: readonly string[], optionsKind: string): boolean {
  for (const value of values) {
    if (value !== DRY_RUN_ALL)
      throw invalidOptions(optionsKind, [unsupportedField('dryRun', value, [DRY_RUN_ALL])]);
  }
  return values.length > 0;
}

const OPTIONS_KIND: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

/** Which options a write's query holds. */
export function optionsKindOf(verb: string): string {
  return OPTIONS_KIND[verb] ?? 'PatchOptions';
}

/** The context of a write that this exchange asks for. `track` is added where managed fields are kept. */
export function writeContext(exchange: Exchange, dryRun = dryRunOf(exchange)): WriteContext {
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

function dryRunOf({ request, verb }: Exchange): boolean {
  const values = request.query.getAll('dryRun').filter((value) => value !== '');
  return parseDryRun(values, optionsKindOf(verb));
}

/** Who writes: `fieldManager`, or the client's program name. @throws StatusError Invalid */
export function fieldManagerOf(exchange: Exchange): string {
  const given = exchange.request.query.get('fieldManager') ?? '';
  if (given === '') return programName(exchange.request.headers['user-agent'] ?? '');
  const kind = optionsKindOf(exchange.verb);
  if (given.length > MAX_FIELD_MANAGER_LENGTH)
    throw invalidOptions(kind, [tooLongField('fieldManager', MAX_FIELD_MANAGER_LENGTH)]);
  if (/[\u0000-\u001f\u007f]/.test(given))
    throw invalidOptions(kind, [
      invalidField('fieldManager', given, 'should contain only printable characters'),
    ]);
  return given;
}

/** What stands before the slash of a User-Agent. */
function programName(userAgent: string): string {
  return (userAgent.split('/', 1)[0] ?? '').slice(0, MAX_FIELD_MANAGER_LENGTH);
}

export interface DeleteRequest {
  readonly options: DeleteOptions;
  readonly dryRun: boolean;
}

const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

type Check = readonly [type: string, fits: (value: unknown) => boolean];

const TEXT: Check = ['string', (value) => typeof value === 'string'];

/** What decoding in Go refuses: a precondition that cannot be read must not be passed over. */
const DELETE_OPTIONS: Readonly<Record<string, Check>> = {
  propagationPolicy: TEXT,
  orphanDependents: ['bool', (value) => typeof value === 'boolean'],
  gracePeriodSeconds: ['int64', Number.isSafeInteger],
  preconditions: ['v1.Preconditions', isJsonObject],
  dryRun: ['[]string', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')],
};
const PRECONDITIONS: Readonly<Record<string, Check>> = { uid: TEXT, resourceVersion: TEXT };

function checkTypes(checks: Readonly<Record<string, Check>>, fields: Record<string, unknown>): void {
  for (const [field, [type, fits]] of Object.entries(checks)) {
    const value = fields[field] ?? undefined;
    if (value !== undefined && !fits(value))
      throw badRequest(
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into field DeleteOptions.${field} of type ${type}`,
      );
  }
}

/** DeleteOptions from the query and the decoded body; the body wins. @throws StatusError Invalid, BadRequest */
export function parseDeleteOptions(query: URLSearchParams, body: Record<string, unknown>): DeleteRequest {
  checkTypes(DELETE_OPTIONS, body);
  const preconditions = (body['preconditions'] ?? {}) as Record<string, unknown>;
  checkTypes(PRECONDITIONS, preconditions);
  const policy = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? undefined;
  const orphan = body['orphanDependents'] ?? booleanOf(query.get('orphanDependents'));
  const grace = body['gracePeriodSeconds'] ?? numberOf(query.get('gracePeriodSeconds'));
  const dryRun = (body['dryRun'] as string[] | undefined) ?? query.getAll('dryRun');
  const propagationPolicy = policyOf(policy, orphan);
  const uid = preconditions['uid'];
  const resourceVersion = preconditions['resourceVersion'];
  return {
    dryRun: parseDryRun(
      dryRun.filter((value) => value !== ''),
      'DeleteOptions',
    ),
    options: {
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
      ...(typeof uid === 'string' ? { uid } : {}),
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    },
  };
}

/** `orphanDependents` is the old spelling; both together are refused. */
function policyOf(policy: unknown, orphan: unknown): DeleteOptions['propagationPolicy'] {
  if (policy !== undefined && orphan !== undefined)
    throw invalidOptions('DeleteOptions', [
      invalidField(
        'propagationPolicy',
        policy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    ]);
  if (orphan !== undefined) return orphan === true ? 'Orphan' : 'Background';
  if (policy === undefined) return undefined;
  const known = POLICIES.find((name) => name === policy);
  if (known) return known;
  throw invalidOptions('DeleteOptions', [unsupportedField('propagationPolicy', policy, POLICIES)]);
}

function booleanOf(text: string | null): boolean | undefined {
  return text === null || text === '' ? undefined : text === 'true' || text === '1';
}

function numberOf(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return value;
}
