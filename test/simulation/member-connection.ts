import { StatusError, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import {
  type MemberCluster,
  type MemberEvent,
  type MemberListOptions,
  type MemberPage,
  type MemberResource,
} from '#libs/kube-client';
import { type LogEvent } from './object-log.js';
import { type SimProcess } from './process.js';
import { RESOURCES, type SimMember } from './sim-member.js';

/** Longest way of a request, or of its answer, ms. */
const HOP_MS = 20;

/** An agent's connection to its member: requests take a moment, and answers can be lost after the deed. */
export class MemberConnection implements MemberCluster {
  constructor(
    private readonly member: SimMember,
    private readonly process: SimProcess,
    /** Whether the answer to this call is lost. */
    private readonly loses: () => boolean,
  ) {}

  ready(): Promise<void> {
    return this.call(() => undefined);
  }

  version(): Promise<{ gitVersion: string }> {
    return this.call(() => ({ gitVersion: 'v1.34.0' }));
  }

  resolve(apiVersion: string, kind: string): Promise<MemberResource> {
    const found = RESOURCES.find((row) => row.kind === kind);
    if (found) return Promise.resolve(found);
    return Promise.reject(new StatusError('NotFound', `no ${kind} in ${apiVersion}`));
  }

  get(resource: MemberResource, namespace: string, name: string): Promise<KubeObject | undefined> {
    return this.call(() => this.member.log.get(keyIn(resource, namespace, name)));
  }

  apply(
    _resource: MemberResource,
    object: KubeObject,
    options: { readonly fieldManager: string },
  ): Promise<KubeObject> {
    const sent = structuredClone(object);
    return this.call(() => this.member.apply(sent, options.fieldManager));
  }

  mergePatch(resource: MemberResource, namespace: string, name: string, patch: object): Promise<KubeObject> {
    return this.call(() => this.member.patch(keyIn(resource, namespace, name), patch, 'meridian'));
  }

  async delete(
    resource: MemberResource,
    namespace: string,
    name: string,
    options: { readonly uid?: string },
  ): Promise<KubeObject | undefined> {
    const key = keyIn(resource, namespace, name);
    return await this.call(() => {
      if (!this.member.log.get(key)) return undefined;
      const left = this.member.delete(key, options.uid);
      return left ?? { apiVersion: 'v1', kind: 'Status', metadata: {} };
    });
  }

  list(
    resource: MemberResource,
    { namespace, labelSelector = '' }: MemberListOptions,
  ): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    return this.call(() => {
      const { log } = this.member;
      const [label = '', value = ''] = labelSelector.split('=');
      const items =
        resource.kind === 'Pod'
          ? this.member.pods.list(namespace ?? '', value)
          : log.of(resource, namespace).filter((object) => matches(object, label, value));
      return { items, resourceVersion: log.resourceVersion };
    });
  }

  async *pages(resource: MemberResource, options: MemberListOptions): AsyncIterable<MemberPage> {
    yield await this.list(resource, options);
  }

  async *watch(
    resource: MemberResource,
    { labelSelector = '', resourceVersion }: MemberListOptions & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<MemberEvent> {
    const [label = '', value = ''] = labelSelector.split('=');
    const check = (): void => this.refuseWhileDown();
    for await (const event of this.member.log.watch(resource, resourceVersion, signal, check)) {
      const type = typeFor(event, label, value);
      await this.process.pause(HOP_MS);
      if (type) yield { type, object: structuredClone(event.object) };
    }
  }

  close(): void {
    // Nothing is held.
  }

  private async call<T>(act: () => T): Promise<T> {
    await this.process.pause(HOP_MS);
    this.refuseWhileDown();
    const answer = structuredClone(act());
    await this.process.pause(HOP_MS);
    if (!this.member.up || this.loses()) throw new StatusError('Timeout', 'no answer');
    return answer;
  }

  private refuseWhileDown(): void {
    if (!this.member.up) throw new StatusError('ServiceUnavailable', 'the member cannot be reached');
  }
}

/** As a watch with a label selector tells it: what no longer matches is gone. */
function typeFor(event: LogEvent, label: string, value: string): MemberEvent['type'] | undefined {
  const did = event.previous !== undefined && matches(event.previous, label, value);
  const does = event.type !== 'DELETED' && matches(event.object, label, value);
  if (does) return did ? 'MODIFIED' : 'ADDED';
  return did ? 'DELETED' : undefined;
}

function matches(object: KubeObject, label: string, value: string): boolean {
  return label === '' || object.metadata.labels?.[label] === value;
}

function keyIn({ group, resource }: MemberResource, namespace: string, name: string): ObjectKey {
  return { group, resource, namespace, name };
}
