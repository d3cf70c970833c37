import {} from '#libs/apimachinery';
/** Objects of one resource in order of (namespace, name): a hash for reads beside a sorted array for lists. */
export class OrderedObjects {
    objects = new Map();
    keys = [];
    get size() {
        return this.objects.size;
    }
    get(key) {
        return this.objects.get(key);
    }
    set(key, object) {
        if (!this.objects.has(key))
            this.keys.splice(this.position(key), 0, key);
        this.objects.set(key, object);
    }
    delete(key) {
        if (this.objects.delete(key))
            this.keys.splice(this.position(key), 1);
    }
    copy() {
        const other = new OrderedObjects();
        for (const key of this.keys) {
            const object = this.objects.get(key);
            if (object)
                other.objects.set(key, object);
        }
        other.keys.push(...this.keys);
        return other;
    }
    /** Objects whose key is greater than `after` and begins with `prefix`, in order. */
    *from(after, prefix) {
        const start = after < prefix ? prefix : after;
        for (let index = this.position(start); index < this.keys.length; index += 1) {
            const key = this.keys[index] ?? '';
            if (!key.startsWith(prefix))
                return;
            const object = this.objects.get(key);
            if (key !== after && object)
                yield object;
        }
    }
    /** The first index whose key is not less than `key`. */
    position(key) {
        let low = 0;
        let high = this.keys.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if ((this.keys[middle] ?? '') < key)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
/** NUL sorts before every character of a name, so that strings order like (namespace, name). */
export function orderedKey(key) {
    return `${key.namespace}\0${key.name}`;
}
//# sourceMappingURL=memory-table.js.map