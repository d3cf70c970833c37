/** Values under two keys; an outer key without values is dropped, so that the map stays as small as what it holds. */
export class NestedMap {
    outer = new Map();
    set(outer, inner, value) {
        const values = this.outer.get(outer);
        if (values)
            values.set(inner, value);
        else
            this.outer.set(outer, new Map([[inner, value]]));
    }
    delete(outer, inner) {
        const values = this.outer.get(outer);
        values?.delete(inner);
        if (values?.size === 0)
            this.outer.delete(outer);
    }
    deleteAll(outer) {
        this.outer.delete(outer);
    }
    of(outer) {
        return this.outer.get(outer);
    }
}
//# sourceMappingURL=nested-map.js.map