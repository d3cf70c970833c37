import {} from '#libs/apimachinery';
import {} from '../kube-http.js';
/**
 * One watch on a collection, and questions about single objects in it: `when` resolves with the time (performance.now) of
 * the first event that holds. Register before causing the event.
 */
export class ObjectWatch {
    waiting = new Map();
    controller = new AbortController();
    constructor() {
        // Made by open().
    }
    static async open(client, collection) {
        const watch = new ObjectWatch();
        const { metadata } = await client.call({
            method: 'GET',
            path: collection,
        });
        void watch.follow(client, `${collection}?watch=true&resourceVersion=${metadata.resourceVersion}`);
        return watch;
    }
    when(name, holds = () => true) {
        return new Promise((resolve) => {
            this.waiting.set(name, [...(this.waiting.get(name) ?? []), { holds, resolve }]);
        });
    }
    close() {
        this.controller.abort();
    }
    async follow(client, path) {
        try {
            for await (const { type, object } of client.watch(path, this.controller.signal)) {
                if (type !== 'DELETED')
                    this.see(object);
            }
        }
        catch (error) {
            if (!this.controller.signal.aborted)
                throw error;
        }
    }
    see(object) {
        const name = object.metadata.name ?? '';
        const waiting = this.waiting.get(name);
        if (!waiting)
            return;
        const now = performance.now();
        const left = waiting.filter(({ holds, resolve }) => {
            if (!holds(object))
                return true;
            resolve(now);
            return false;
        });
        if (left.length === 0)
            this.waiting.delete(name);
        else
            this.waiting.set(name, left);
    }
}
//# sourceMappingURL=object-watch.js.map