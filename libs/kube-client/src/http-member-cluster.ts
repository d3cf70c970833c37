import { isReason, StatusError, type KubeObject } from '#libs/apimachinery';
import { Connection, type Call } from './connection.js';
import { type MemberAccess } from './access.js';
import { Discovery } from './discovery.js';
import { PAGE_SIZE, WATCH_SECONDS, type MemberTimeouts } from './limits.js';
import {
  type MemberCluster,
  type MemberEvent,
  type MemberListOptions,
  type MemberPage,
  type MemberResource,
} from './member-cluster.js';
import { watchEvents } from './watch-stream.js';

/** MemberCluster over HTTP, for any API server of v1.26 or later. */
export class HttpMemberCluster implements MemberCluster {
  private readonly connection: Connection;
  private readonly discovery: Discovery;

  constructor(
    access: MemberAccess,
    private readonly timeouts: MemberTimeouts,
  ) {
    this.connection = new Connection(access);
    this.discovery = new Discovery((path) => this.json({ method: 'GET', path }));
  }

  async ready(): Promise<void> {
    const timeoutMs = this.timeouts.readyMs;
    try {
      await this.connection.call({ method: 'GET', path: '/readyz', timeoutMs });
    } catch (error) {
      // Older or locked-down servers: /healthz, or any answer at all to credentials that may not look.
      if (isReason(error, 'NotFound'))
        await this.connection.call({ method: 'GET', path: '/healthz', timeoutMs });
      else if (!isReason(error, 'Forbidden')) throw error;
    }
  }

  async version(): Promise<{ readonly gitVersion: string }> {
    return (await this.json({ method: 'GET', path: '/version' })) as { gitVersion: string };
  }

  resolve(apiVersion: string, kind: string): Promise<MemberResource> {
    return this.discovery.resolve(apiVersion, kind);
  }

  async get(resource: MemberResource, namespace: string, name: string): Promise<KubeObject | undefined> {
    return this.ifPresent(resource, {
      method: 'GET',
      path: pathOf(resource, namespace, name),
      absent: name,
    });
  }

  async apply(
    resource: MemberResource,
    object: KubeObject,
    options: { readonly fieldManager: string; readonly force: boolean; readonly subresource?: 'status' },
  ): Promise<KubeObject> {
    const { name = '', namespace = '' } = object.metadata;
    const subresource = options.subresource === undefined ? '' : `/${options.subresource}`;
    const manager = encodeURIComponent(options.fieldManager);
    return this.forgetIfUnserved(resource, () =>
      this.object({
        method: 'PATCH',
        path: `${pathOf(resource, namespace, name)}${subresource}?fieldManager=${manager}&force=${options.force}`,
        body: JSON.stringify(object),
        contentType: 'application/apply-patch+yaml',
      }),
    );
  }

  async mergePatch(
    resource: MemberResource,
    namespace: string,
    name: string,
    patch: object,
  ): Promise<KubeObject> {
    return this.object({
      method: 'PATCH',
      path: `${pathOf(resource, namespace, name)}?fieldManager=meridian-marks`,
      body: JSON.stringify(patch),
      contentType: 'application/merge-patch+json',
    });
  }

  async delete(
    resource: MemberResource,
    namespace: string,
    name: string,
    options: { readonly uid?: string; readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' },
  ): Promise<KubeObject | undefined> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      ...(options.propagationPolicy === undefined ? {} : { propagationPolicy: options.propagationPolicy }),
    };
    return this.ifPresent(resource, {
      method: 'DELETE',
      path: pathOf(resource, namespace, name),
      body: JSON.stringify(body),
      absent: name,
    });
  }

  async list(
    resource: MemberResource,
    options: MemberListOptions,
  ): Promise<{ readonly items: KubeObject[]; readonly resourceVersion: string }> {
    const items: KubeObject[] = [];
    let resourceVersion = '';
    for await (const page of this.pages(resource, options)) {
      for (const item of page.items) items.push(item);
      resourceVersion = page.resourceVersion;
    }
    return { items, resourceVersion };
  }

  async *pages(resource: MemberResource, options: MemberListOptions): AsyncGenerator<MemberPage> {
    let token = '';
    do {
      const query = selectors(options);
      query.set('limit', String(PAGE_SIZE));
      if (token !== '') query.set('continue', token);
      const path = `${pathOf(resource, options.namespace ?? '', '')}?${query.toString()}`;
      const list = (await this.forgetIfUnserved(resource, () => this.json({ method: 'GET', path }))) as {
        metadata?: { resourceVersion?: string; continue?: string };
        items?: KubeObject[] | null;
      };
      yield { items: list.items ?? [], resourceVersion: list.metadata?.resourceVersion ?? '' };
      token = list.metadata?.continue ?? '';
    } while (token !== '');
  }

  async *watch(
    resource: MemberResource,
    options: MemberListOptions & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncGenerator<MemberEvent> {
    const query = selectors(options);
    query.set('watch', 'true');
    query.set('allowWatchBookmarks', 'true');
    query.set('resourceVersion', options.resourceVersion);
    const { min, max } = WATCH_SECONDS;
    query.set('timeoutSeconds', String(Math.floor(min + Math.random() * (max - min))));
    const path = `${pathOf(resource, options.namespace ?? '', '')}?${query.toString()}`;
    const call: Call = { method: 'GET', path, timeoutMs: this.timeouts.requestMs };
    const response = await this.connection.open(call, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (response) yield* watchEvents(response, this.timeouts.watchIdleMs, signal);
  }

  close(): void {
    this.connection.close();
  }

  private async json(call: Omit<Call, 'timeoutMs'>): Promise<unknown> {
    return parsed(await this.connection.call({ ...call, timeoutMs: this.timeouts.requestMs }), call);
  }

  private async object(call: Omit<Call, 'timeoutMs'>): Promise<KubeObject> {
    return (await this.json(call)) as KubeObject;
  }

  /** A 404 that names the object means that it is absent; any other 404 means that the API is. */
  private async ifPresent(
    resource: MemberResource,
    call: Omit<Call, 'timeoutMs'>,
  ): Promise<KubeObject | undefined> {
    try {
      const body = await this.connection.call({ ...call, timeoutMs: this.timeouts.requestMs });
      return body === '' ? undefined : (parsed(body, call) as KubeObject);
    } catch (error) {
      if (isReason(error, 'NotFound')) this.discovery.forget(resource);
      throw error;
    }
  }

  private async forgetIfUnserved<T>(resource: MemberResource, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      // A missing namespace is named in the details; an API that is gone names nothing.
      if (isReason(error, 'NotFound') && error.details?.name === undefined) this.discovery.forget(resource);
      throw error;
    }
  }
}

function parsed(body: string, call: Pick<Call, 'method'>): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new StatusError('InternalError', `the member's answer to ${call.method} is not JSON`, {
      cause: error,
    });
  }
}

function selectors(options: MemberListOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
  if (options.fieldSelector !== undefined) query.set('fieldSelector', options.fieldSelector);
  return query;
}

/** `/apis/apps/v1/namespaces/default/replicasets/nginx`; an empty name is the collection. */
function pathOf(resource: MemberResource, namespace: string, name: string): string {
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const item = name === '' ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${resource.resource}${item}`;
}
