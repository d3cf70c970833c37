/** Values under two keys; an outer key without values is dropped, so that the map stays as small as what it holds. */
export class NestedMap<V> {
  private readonly outer = new Map<string, Map<string, V>>();

  set(outer: string, inner: string, value: V): void {
    const values = this.outer.get(outer);
    if (values) values.set(inner, value);
    else this.outer.set(outer, new Map([[inner, value]]));
  }

  delete(outer: string, inner: string): void {
    const values = this.outer.get(outer);
    values?.delete(inner);
    if (values?.size === 0) this.outer.delete(outer);
  }

  deleteAll(outer: string): void {
    this.outer.delete(outer);
  }

  of(outer: string): ReadonlyMap<string, V> | undefined {
    return this.outer.get(outer);
  }
}
