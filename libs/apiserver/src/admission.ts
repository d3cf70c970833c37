import { type GroupResource, type KubeObject } from '#libs/apimachinery';
import { type UserInfo } from './request.js';

/** Runs after decoding and defaulting, before validation (which so sees what plugins set) and the write; also for dry runs. */
export interface AdmissionPlugin {
  readonly name: string;
  /**
   * May change `object` in place (create and update). Throws StatusError to refuse. The answer is warnings for the client.
   */
  admit(request: AdmissionRequest): Promise<readonly string[]> | readonly string[];
}

export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly resource: GroupResource;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Storage version. For DELETE: the object to be deleted. */
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly options: { readonly propagationPolicy?: string };
}
