import {
  type GroupResource,
  type GroupVersionKind,
  type KubeObject,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { cloneJson } from './clone-json.js';
import { asObject, checkFields, decodeValue } from './decode-object.js';
import { toStorage } from './convert.js';
import { type Exchange } from './exchange.js';
import { readObject } from './handle-list.js';
import { checkName, checkNamespace, keyOf } from './handle-write.js';
import { type ApiResponse, type UserInfo } from './request.js';
import { respondBody } from './respond.js';
import { updateObject } from './update.js';
import { writeContext } from './write-options.js';

export interface ExtraContext {
  readonly resource: GroupResource;
  readonly user: UserInfo;
  readonly query: URLSearchParams;
}

/** A POST that asks what would be. */
export interface Question extends ExtraContext {
  /** The JSON of the request. */
  readonly body: unknown;
  /** The client asked that nothing be stored. */
  readonly dryRun: boolean;
  /**
   * What an update of the object to this value would store: the same defaults, validation and admission, and nothing is stored.
   * @throws StatusError as the update would
   */
  readonly changed: (value: unknown) => Promise<KubeObject>;
}

/** A subresource that the application adds and that changes nothing, such as the hub's `placement`. */
export interface ExtraSubresource {
  /** What GET answers with, for discovery. */
  readonly kind: GroupVersionKind;
  /** Which resources have it. */
  readonly appliesTo: (definition: ResourceDefinition) => boolean;
  /** The object in storage version in, the JSON of the answer out. */
  readonly read: (object: KubeObject, context: ExtraContext) => Promise<unknown>;
  /** The answer to a POST. Absent: it takes none. */
  readonly ask?: (object: KubeObject, question: Question) => Promise<unknown>;
}

export type ExtraSubresources = Readonly<Record<string, ExtraSubresource>>;

export async function readExtra(exchange: Exchange, extra: ExtraSubresource): Promise<ApiResponse> {
  return respondBody(200, await extra.read(await readObject(exchange), contextOf(exchange)));
}

export async function askExtra(
  exchange: Exchange,
  ask: NonNullable<ExtraSubresource['ask']>,
): Promise<ApiResponse> {
  const { dryRun } = writeContext(exchange);
  const object = await readObject(exchange);
  const body = decodeValue(exchange);
  const changed = (value: unknown): Promise<KubeObject> => dryUpdate(exchange, value);
  return respondBody(200, await ask(object, { ...contextOf(exchange), body, dryRun, changed }));
}

function contextOf({ resource, user, request }: Exchange): ExtraContext {
  return { resource: resource.definition.storage, user, query: request.query };
}

async function dryUpdate(exchange: Exchange, value: unknown): Promise<KubeObject> {
  const object = asObject(exchange, cloneJson(value));
  checkFields(exchange, object, []);
  toStorage(exchange.resource, object);
  checkNamespace(exchange, object);
  checkName(exchange, object);
  const context = { ...writeContext(exchange, true), subresource: '' };
  return updateObject(exchange.core, context, keyOf(exchange), () => cloneJson(object));
}
