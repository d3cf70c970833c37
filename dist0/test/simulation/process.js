import {} from '#libs/process';
import {} from '#libs/transport';
/** A promise that nobody ever settles: what a dead process waits for. */
export function never() {
    return new Promise(() => undefined);
}
/**
 * One run of a hub or an agent. A killed one gets no answer any more and its timers do not fire, so that whatever it was in
 * the middle of ends there, as with kill -9.
 */
export class SimProcess {
    random;
    killed = false;
    clock;
    constructor(world, random) {
        this.random = random;
        this.clock = {
            now: () => world.now(),
            after: (ms, task) => world.after(ms, () => {
                if (!this.killed)
                    task();
            }),
        };
    }
    isAlive() {
        return !this.killed;
    }
    kill() {
        this.killed = true;
    }
    /** A while, at most `ms`; never ends for the dead. */
    pause(ms) {
        if (!this.isAlive())
            return never();
        return new Promise((resolve) => this.clock.after(Math.floor(this.random() * (ms + 1)), resolve));
    }
    /** `handler` as long as the process lives. `againInMs`: when it gets the same once more, overtaken by what is newer; 0: not. */
    handler(handler, againInMs) {
        return async (deliveries) => {
            if (!this.isAlive())
                return never();
            const ms = againInMs();
            if (ms > 0)
                this.clock.after(ms, () => void handler(deliveries).catch(() => undefined));
            const result = await handler(deliveries);
            return this.isAlive() ? result : never();
        };
    }
    /**
     * `target` as this process reaches it: a call takes a moment on its way there and back. `around` is told before the call is
     * carried out and after, and may kill the process or throw. With `hopMs` 0 calls arrive in order. Methods in `direct` are local and called as they are.
     */
    port(target, direct, around, hopMs = 3) {
        return new Proxy(target, {
            get: (_, name) => {
                const own = Reflect.get(target, name);
                if (typeof own !== 'function' || typeof name !== 'string')
                    return own;
                const method = own;
                if (direct.includes(name))
                    return (...args) => method.apply(target, args);
                return async (...args) => {
                    if (hopMs > 0)
                        await this.pause(hopMs);
                    around('before', name);
                    if (!this.isAlive())
                        return never();
                    const result = await method.apply(target, args);
                    if (!this.isAlive())
                        return never();
                    around('after', name);
                    await this.pause(hopMs);
                    return result;
                };
            },
        });
    }
}
//# sourceMappingURL=process.js.map