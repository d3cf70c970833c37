/** Remembers one ring: what happens between a look and the wait for it is not missed. For one waiter. */
export class Bell {
    rung = false;
    waiting;
    ring = () => {
        this.rung = true;
        this.waiting?.();
        this.waiting = undefined;
    };
    /** Resolves at the first ring since the last wait. */
    async wait() {
        if (!this.rung)
            await new Promise((resolve) => (this.waiting = resolve));
        this.rung = false;
    }
}
//# sourceMappingURL=bell.js.map