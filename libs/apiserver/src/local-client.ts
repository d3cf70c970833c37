import {
  isReason,
  type DeleteOptions,
  type GroupResource,
  type KubeObject,
  type ListOptions,
  type ObjectClient,
  type ObjectKey,
  type ObjectList,
  type WatchEvent,
} from '#libs/apimachinery';
import { cloneJson } from './clone-json.js';
import { type ServerCore, type WriteContext } from './core.js';
import { createObject } from './create.js';
import { deleteObject } from './delete.js';
import { noSuchResource } from './errors.js';
import { selectPage } from './handle-list.js';
import { type UserInfo } from './request.js';
import { parseSelection } from './selection.js';
import { updateObject } from './update.js';

export interface LocalClientOptions {
  /** Who the writes are said to come from. */
  readonly user?: UserInfo;
  /** False skips the admission plugins: for controllers that admission itself relies on. */
  readonly admission?: boolean;
}

/**
 * Reads and writes in this process, through the same pipeline as HTTP requests (defaults, admission, validation) but
 * without authorization and encoding. Objects are in storage version; those that it gives out are shared.
 */
export function createLocalClient(core: ServerCore, options: LocalClientOptions = {}): ObjectClient {
  return new LocalClient(core, options);
}

const SYSTEM_USER: UserInfo = {
  username: 'system:meridian',
  groups: ['system:masters', 'system:authenticated'],
};

class LocalClient implements ObjectClient {
  constructor(
    private readonly core: ServerCore,
    private readonly options: LocalClientOptions,
  ) {}

  get(key: ObjectKey): Promise<KubeObject | undefined> {
    return this.core.storage.get(key);
  }

  async list(resource: GroupResource, options: ListOptions = {}): Promise<ObjectList> {
    const { labelSelector = '', fieldSelector = '', namespace } = options;
    const selection = parseSelection(this.definition(resource), labelSelector, fieldSelector);
    const query = { ...selection.hints, resource, ...(namespace === undefined ? {} : { namespace }) };
    const page = await selectPage(this.core, query, { selection, limit: 0 });
    return { items: page.items, resourceVersion: page.resourceVersion };
  }

  async create(resource: GroupResource, object: KubeObject): Promise<KubeObject> {
    const { namespace = '' } = object.metadata;
    return createObject(this.core, this.context(resource, ''), namespace, cloneJson(object));
  }

  async update(resource: GroupResource, object: KubeObject): Promise<KubeObject> {
    const context = this.context(resource, '');
    return updateObject(this.core, context, keyOf(resource, object), () => cloneJson(object));
  }

  async updateStatus(resource: GroupResource, object: KubeObject): Promise<KubeObject> {
    return updateObject(this.core, this.context(resource, 'status'), keyOf(resource, object), () => object);
  }

  async modify(
    key: ObjectKey,
    change: (current: KubeObject) => KubeObject | undefined,
    subresource?: 'status' | 'finalize',
  ): Promise<KubeObject | undefined> {
    const context = this.context(key, subresource ?? '');
    try {
      return await updateObject(this.core, context, key, (current) => {
        const desired = change(current);
        if (desired === undefined || desired === current) return undefined;
        // Defaults are written into what the pipeline gets; subresources take their part and leave the rest.
        return subresource === undefined ? cloneJson(desired) : desired;
      });
    } catch (error) {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async delete(key: ObjectKey, options: DeleteOptions = {}): Promise<KubeObject | undefined> {
    try {
      return (await deleteObject(this.core, this.context(key, ''), key, options)).object;
    } catch (error) {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async *watch(
    resource: GroupResource,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent> {
    for await (const item of this.core.storage.watch({ resource, after: resourceVersion }, signal)) {
      if (item.type !== 'PROGRESS') yield item;
    }
  }

  private definition(resource: GroupResource): WriteContext['definition'] {
    const definition = this.core.registry.byStorage(resource);
    if (!definition) throw noSuchResource();
    return definition;
  }

  private context(resource: GroupResource, subresource: string): WriteContext {
    return {
      definition: this.definition(resource),
      user: this.options.user ?? SYSTEM_USER,
      dryRun: false,
      subresource,
      admission: this.options.admission ?? true,
      warn: () => undefined,
    };
  }
}

function keyOf(resource: GroupResource, object: KubeObject): ObjectKey {
  const { namespace = '', name = '' } = object.metadata;
  return { group: resource.group, resource: resource.resource, namespace, name };
}
