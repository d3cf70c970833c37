/** A binary min-heap by `due`: what must happen first is on top. */
export class DueHeap {
    items = [];
    get size() {
        return this.items.length;
    }
    peek() {
        return this.items[0];
    }
    push(item) {
        const { items } = this;
        let at = items.push(item) - 1;
        while (at > 0) {
            const parent = (at - 1) >> 1;
            if (items[parent].due <= item.due)
                break;
            items[at] = items[parent];
            at = parent;
        }
        items[at] = item;
    }
    pop() {
        const { items } = this;
        const top = items[0];
        const last = items.pop();
        if (last !== undefined && items.length > 0)
            this.sink(last);
        return top;
    }
    /** Drops what `keep` refuses; linear. */
    retain(keep) {
        const kept = this.items.filter(keep);
        this.items.length = 0;
        for (const item of kept)
            this.push(item);
    }
    sink(item) {
        const { items } = this;
        let at = 0;
        for (;;) {
            let child = at * 2 + 1;
            if (child >= items.length)
                break;
            if (child + 1 < items.length && items[child + 1].due < items[child].due)
                child++;
            if (items[child].due >= item.due)
                break;
            items[at] = items[child];
            at = child;
        }
        items[at] = item;
    }
}
//# sourceMappingURL=due-heap.js.map