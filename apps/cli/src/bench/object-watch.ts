import { type KubeObject } from '#libs/apimachinery';
import { type KubeHttp } from '../kube-http.js';

type Holds = (object: KubeObject) => boolean;

/**
 * One watch on a collection, and questions about single objects in it: `when` resolves with the time (performance.now) of
 * the first event that holds. Register before causing the event.
 */
export class ObjectWatch {
  private readonly waiting = new Map<string, { holds: Holds; resolve: (at: number) => void }[]>();
  private readonly controller = new AbortController();

  private constructor() {
    // Made by open().
  }

  static async open(client: KubeHttp, collection: string): Promise<ObjectWatch> {
    const watch = new ObjectWatch();
    const { metadata } = await client.call<{ metadata: { resourceVersion: string } }>({
      method: 'GET',
      path: collection,
    });
    void watch.follow(client, `${collection}?watch=true&resourceVersion=${metadata.resourceVersion}`);
    return watch;
  }

  when(name: string, holds: Holds = () => true): Promise<number> {
    return new Promise((resolve) => {
      this.waiting.set(name, [...(this.waiting.get(name) ?? []), { holds, resolve }]);
    });
  }

  close(): void {
    this.controller.abort();
  }

  private async follow(client: KubeHttp, path: string): Promise<void> {
    try {
      for await (const { type, object } of client.watch(path, this.controller.signal)) {
        if (type !== 'DELETED') this.see(object);
      }
    } catch (error) {
      if (!this.controller.signal.aborted) throw error;
    }
  }

  private see(object: KubeObject): void {
    const name = object.metadata.name ?? '';
    const waiting = this.waiting.get(name);
    if (!waiting) return;
    const now = performance.now();
    const left = waiting.filter(({ holds, resolve }) => {
      if (!holds(object)) return true;
      resolve(now);
      return false;
    });
    if (left.length === 0) this.waiting.delete(name);
    else this.waiting.set(name, left);
  }
}
