import {} from '#libs/kube-client';
import {} from '#libs/process';
import { typeKey } from './object-table.js';
/** Kinds that work names and the member does not serve: looked for again and again, all by one timer. */
export class MissingApis {
    options;
    missing = new Map();
    cancel;
    stopped = false;
    constructor(options) {
        this.options = options;
    }
    add(apiVersion, kind) {
        this.missing.set(typeKey(apiVersion, kind), { apiVersion, kind });
        this.schedule(this.options.everyMs);
    }
    /** Something that may add an API was applied: look soon. */
    expectNews() {
        this.cancel?.();
        this.cancel = undefined;
        this.schedule(Math.min(1_000, this.options.everyMs));
    }
    stop() {
        this.stopped = true;
        this.cancel?.();
    }
    schedule(ms) {
        if (this.stopped || this.missing.size === 0)
            return;
        this.cancel ??= this.options.clock.after(ms, () => {
            void this.look();
        });
    }
    async look() {
        for (const [name, { apiVersion, kind }] of [...this.missing]) {
            try {
                await this.options.member.resolve(apiVersion, kind);
            }
            catch {
                // Still missing, or the member does not answer: the next look tells.
                continue;
            }
            this.missing.delete(name);
            this.options.onFound(apiVersion, kind);
        }
        this.cancel = undefined;
        this.schedule(this.options.everyMs);
    }
}
//# sourceMappingURL=missing-apis.js.map