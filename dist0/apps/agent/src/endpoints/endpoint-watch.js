import { isReason } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import {} from '#libs/protocol';
import { sleep } from '#libs/process';
import { TypeWatch } from '../work/type-watch.js';
import { EndpointCounts, sliceKey } from './endpoint-counts.js';
import { MISSING_RETRY_MS, RESOLVE_RETRY_MS } from './limits.js';
/**
 * Follows the member's EndpointSlices and keeps sums for each Service only. All of the member's, not just ours: slices carry
 * no mark of ours, and a Service that is taken over has them already.
 */
export class EndpointWatch {
    options;
    controller = new AbortController();
    counts;
    /** What the list that is under way has named. */
    listing;
    known = false;
    watch;
    running;
    constructor(options) {
        this.options = options;
        this.counts = new EndpointCounts((service) => this.told(service));
    }
    /** Undefined until the member's slices were first listed, and for what is no Service: nothing is not the same as zero. */
    of({ kind, apiVersion, namespace, name }) {
        if (!this.known || kind !== 'Service' || apiVersion !== 'v1')
            return undefined;
        return this.counts.of(`${namespace}/${name}`);
    }
    start() {
        this.running ??= this.run();
    }
    /** The member answers again. */
    retryNow() {
        this.watch?.retryNow();
    }
    async stop() {
        this.controller.abort();
        await this.running;
        await this.watch?.stop();
    }
    told(service) {
        const slash = service.indexOf('/');
        const [namespace, name] = [service.slice(0, slash), service.slice(slash + 1)];
        this.options.onChange({ apiVersion: 'v1', kind: 'Service', namespace, name });
    }
    async run() {
        const { member, clock, logger } = this.options;
        const { signal } = this.controller;
        while (!signal.aborted) {
            try {
                const resource = await member.resolve('discovery.k8s.io/v1', 'EndpointSlice');
                if (isAborted(signal))
                    return;
                this.watch = new TypeWatch({
                    member,
                    resource,
                    labelSelector: '',
                    clock,
                    logger,
                    onListing: () => void (this.listing = new Set()),
                    onObject: (slice) => this.see(slice),
                    onDeleted: (slice) => this.counts.delete(slice),
                    onListed: () => this.complete(),
                    onSettled: () => undefined,
                });
                return;
            }
            catch (error) {
                logger.debug({ err: error }, 'the endpoints of the member cannot be found; trying again');
                // A server without this API will hardly get it soon.
                await sleep(clock, isReason(error, 'NotFound') ? MISSING_RETRY_MS : RESOLVE_RETRY_MS, signal);
            }
        }
    }
    see(slice) {
        this.listing?.add(sliceKey(slice));
        this.counts.set(slice);
    }
    complete() {
        if (this.listing)
            this.counts.keepOnly(this.listing);
        this.listing = undefined;
        if (this.known)
            return;
        this.known = true;
        this.options.onKnown();
    }
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=endpoint-watch.js.map