import { getPath } from '#libs/apimachinery';
import {} from '#libs/kube-client';
import { MAX_EVENT_CHARS } from '#libs/protocol';
import { sleep } from '#libs/process';
import {} from '../work/object-table.js';
import { TypeWatch } from '../work/type-watch.js';
import { OWNER_LOOKUPS, RESOLVE_RETRY_MS, WAITING_LOOKUPS, WARNING_MAX_AGE_MS } from './limits.js';
import { OwnerFinder } from './owner-finder.js';
import { WarningSender } from './warning-sender.js';
/**
 * Follows the member's Warning events and passes on those about objects of the federation, and about pods and the like that grew
 * out of them. Keeps no events. Best effort: what it cannot look up in time is left out.
 */
export class Warnings {
    options;
    controller = new AbortController();
    owners;
    sender;
    waiting = [];
    looking = 0;
    watch;
    running;
    constructor(options) {
        this.options = options;
        this.owners = new OwnerFinder(options.member, options.table);
        this.sender = new WarningSender(options);
    }
    start() {
        this.running ??= this.run();
    }
    /** The member answers again. */
    retryNow() {
        this.watch?.retryNow();
    }
    /** For metrics. */
    numbers() {
        const { counts, waiting } = this.sender;
        return { ...counts, waiting, lookups: this.waiting.length + this.looking };
    }
    async stop() {
        this.controller.abort();
        this.sender.stop();
        this.waiting = [];
        await this.running;
        await this.watch?.stop();
    }
    async run() {
        const { member, clock, logger } = this.options;
        const { signal } = this.controller;
        while (!signal.aborted) {
            try {
                const resource = await member.resolve('v1', 'Event');
                if (isAborted(signal))
                    return;
                this.watch = new TypeWatch({
                    member,
                    resource,
                    labelSelector: '',
                    fieldSelector: 'type=Warning',
                    clock,
                    logger,
                    onListing: () => undefined,
                    onObject: (event) => this.see(event),
                    onDeleted: () => undefined,
                    onListed: () => undefined,
                    onSettled: () => undefined,
                });
                return;
            }
            catch (error) {
                logger.debug({ err: error }, 'the events of the member cannot be found; trying again');
                await sleep(clock, RESOLVE_RETRY_MS, signal);
            }
        }
    }
    see(event) {
        if (event['type'] !== 'Warning' || this.options.clock.now() - lastSeen(event) > WARNING_MAX_AGE_MS)
            return;
        const involved = involvedIn(event);
        const object = this.owners.cheaply(involved);
        if (object === 'unknown')
            this.lookUp({ event, involved });
        else if (object)
            this.pass(event, involved, object);
    }
    lookUp(one) {
        // Before the objects themselves are known, or when more is asked than can be answered.
        if (this.options.table.size === 0 || this.waiting.length >= WAITING_LOOKUPS)
            return;
        this.waiting.push(one);
        if (this.looking < OWNER_LOOKUPS)
            void this.drain();
    }
    async drain() {
        this.looking += 1;
        for (let one = this.waiting.shift(); one; one = this.waiting.shift()) {
            try {
                const object = await this.owners.find(one.involved);
                if (object)
                    this.pass(one.event, one.involved, object);
            }
            catch (error) {
                // Gone, not allowed, or not there now: the next event about it tries again.
                this.options.logger.debug({ err: error }, 'the owner of an event cannot be looked up');
            }
        }
        this.looking -= 1;
    }
    pass(event, { kind, name }, { work }) {
        if (work.action !== 'apply')
            return;
        this.sender.add({
            object: work.object,
            uid: work.uid,
            kind,
            name,
            reason: textAt(event, 'reason') || 'Warning',
            message: textAt(event, 'message').replaceAll('\0', '').slice(0, MAX_EVENT_CHARS),
        });
    }
}
function textAt(event, path) {
    const value = getPath(event, path);
    return typeof value === 'string' ? value : '';
}
function involvedIn(event) {
    const at = (field) => textAt(event, `involvedObject.${field}`);
    return {
        apiVersion: at('apiVersion'),
        kind: at('kind'),
        namespace: at('namespace'),
        name: at('name'),
        uid: at('uid'),
    };
}
const TIMES = ['series.lastObservedTime', 'lastTimestamp', 'eventTime', 'metadata.creationTimestamp'];
/** The first of its times that it gives, the newest first. */
function lastSeen(event) {
    return TIMES.map((path) => Date.parse(textAt(event, path))).find((time) => !Number.isNaN(time)) ?? 0;
}
function isAborted(signal) {
    return signal.aborted;
}
//# sourceMappingURL=warnings.js.map