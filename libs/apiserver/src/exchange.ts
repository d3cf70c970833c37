import { type Logger } from '#libs/process';
import { type ServerCore } from './core.js';
import { type ResourceTarget } from './path.js';
import { type ServedResource } from './registry.js';
import { type ApiRequest, type UserInfo } from './request.js';

/** One authorized request for a resource, on its way through a handler. */
export interface Exchange {
  readonly core: ServerCore;
  readonly logger: Logger;
  readonly request: ApiRequest;
  readonly user: UserInfo;
  readonly verb: string;
  readonly target: ResourceTarget;
  readonly resource: ServedResource;
  /** Collected on the way; sent as Warning headers even when the request fails. */
  readonly warnings: string[];
}
