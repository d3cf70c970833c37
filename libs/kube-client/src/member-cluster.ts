import { type KubeObject } from '#libs/apimachinery';

/** How a member serves a kind. */
export interface MemberResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/**
 * One member cluster, over its Kubernetes API (v1.26 or later). Every call has a timeout and throws StatusError: with
 * the server's own Status where there is one, ServiceUnavailable or Timeout where it could not be reached.
 */
export interface MemberCluster {
  /** The API server's /readyz; resolves when ready. */
  ready(): Promise<void>;
  version(): Promise<{ readonly gitVersion: string }>;
  /** From discovery, cached; looked up again (at most once a second) when unknown. Throws NotFound where the API is missing. */
  resolve(apiVersion: string, kind: string): Promise<MemberResource>;
  get(resource: MemberResource, namespace: string, name: string): Promise<KubeObject | undefined>;
  /** Server-side apply. metadata.uid in `object`, if given, is a precondition. */
  apply(
    resource: MemberResource,
    object: KubeObject,
    options: { readonly fieldManager: string; readonly force: boolean; readonly subresource?: 'status' },
  ): Promise<KubeObject>;
  /** JSON merge patch; metadata.uid and resourceVersion in `patch` are preconditions. */
  mergePatch(resource: MemberResource, namespace: string, name: string, patch: object): Promise<KubeObject>;
  /** Undefined when it is not there. The object while it is terminating; a Status when it is gone at once. */
  delete(
    resource: MemberResource,
    namespace: string,
    name: string,
    options: { readonly uid?: string; readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' },
  ): Promise<KubeObject | undefined>;
  list(
    resource: MemberResource,
    options: MemberListOptions,
  ): Promise<{ readonly items: KubeObject[]; readonly resourceVersion: string }>;
  /** The same a page at a time, for what should not be held in memory at once. */
  pages(resource: MemberResource, options: MemberListOptions): AsyncIterable<MemberPage>;
  /** Events after `resourceVersion`; bookmarks included; ends when the server closes. Throws Expired on 410. */
  watch(
    resource: MemberResource,
    options: MemberListOptions & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<MemberEvent>;
  close(): void;
}

export interface MemberPage {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

export interface MemberListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface MemberEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: KubeObject;
}
