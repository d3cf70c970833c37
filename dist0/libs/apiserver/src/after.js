/**
 * Goes on with a value that may be known already: then at once, without the turns of the microtask queue that awaiting it
 * would take. Throws what `next` throws, or rejects with it.
 */
export function after(value, next) {
    return value instanceof Promise ? value.then(next) : next(value);
}
//# sourceMappingURL=after.js.map