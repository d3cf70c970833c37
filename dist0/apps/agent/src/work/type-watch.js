import { isReason } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { sleep } from '#libs/process';
const BACKOFF_BASE_MS = 200;
const BACKOFF_MAX_MS = 15_000;
/** Where our credentials may not list or watch, we ask again seldom. */
const FORBIDDEN_MS = 60_000;
/**
 * Follows the objects of one type that carry our label. Keeps none of them. A watch that ends in good order goes on from
 * where it was; after anything else the type is listed again, since the member may not be the same as before.
 */
export class TypeWatch {
    options;
    controller = new AbortController();
    settled = false;
    running;
    /** Cuts a pause short. */
    wakeUp = new AbortController();
    constructor(options) {
        this.options = options;
        this.running = this.run();
    }
    get isSettled() {
        return this.settled;
    }
    /** The member answers again: try at once. */
    retryNow() {
        this.wakeUp.abort();
    }
    async stop() {
        this.controller.abort();
        this.wakeUp.abort();
        await this.running;
    }
    async run() {
        const { signal } = this.controller;
        let failures = 0;
        while (!signal.aborted) {
            try {
                const resourceVersion = await this.list();
                failures = 0;
                await this.watchFrom(resourceVersion);
            }
            catch (error) {
                if (isAborted(signal))
                    return;
                this.settle();
                const expired = isReason(error, 'Expired') || isReason(error, 'Gone');
                if (expired && failures++ === 0)
                    continue;
                await this.pause(error, failures++);
            }
        }
    }
    async list() {
        const { member, resource } = this.options;
        let resourceVersion = '';
        this.options.onListing();
        for await (const page of member.pages(resource, this.selectors())) {
            for (const item of page.items)
                this.options.onObject(item);
            resourceVersion = page.resourceVersion;
        }
        this.options.onListed();
        this.settle();
        return resourceVersion;
    }
    async watchFrom(start) {
        const { member, resource } = this.options;
        const selectors = this.selectors();
        const { signal } = this.controller;
        let resourceVersion = start;
        while (!signal.aborted) {
            const opened = this.options.clock.now();
            for await (const { type, object } of member.watch(resource, { ...selectors, resourceVersion }, signal)) {
                resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
                if (type === 'DELETED')
                    this.options.onDeleted(object);
                else if (type !== 'BOOKMARK')
                    this.options.onObject(object);
            }
            // A server that ends every watch at once must not be asked in a tight loop.
            if (this.options.clock.now() - opened < 1_000)
                await sleep(this.options.clock, BACKOFF_BASE_MS, signal);
        }
    }
    selectors() {
        const { labelSelector, fieldSelector } = this.options;
        return {
            ...(labelSelector === '' ? {} : { labelSelector }),
            ...(fieldSelector === undefined ? {} : { fieldSelector }),
        };
    }
    settle() {
        if (this.settled)
            return;
        this.settled = true;
        this.options.onSettled();
    }
    async pause(error, failures) {
        const { clock, logger, resource } = this.options;
        const forbidden = isReason(error, 'Forbidden') || isReason(error, 'NotFound');
        const delayMs = forbidden
            ? FORBIDDEN_MS
            : Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(failures, 10));
        logger.warn({ err: error, resource: resource.resource, delayMs }, 'the watch broke; will list again');
        this.wakeUp = new AbortController();
        if (this.controller.signal.aborted)
            return;
        await sleep(clock, delayMs, this.wakeUp.signal);
    }
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=type-watch.js.map