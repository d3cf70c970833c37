import {} from '#libs/store';
import {} from './fullness.js';
/** Written by this hub or another one only. */
export function memoryOf(row) {
    return row?.memory ?? {};
}
/** Undefined when there is nothing to remember. */
export function packMemory(memory) {
    const { given, home, away, full } = memory;
    const kept = {
        ...(home === given ? {} : { home }),
        ...(away ? { away: true } : {}),
        ...(full ? { full } : {}),
    };
    return Object.keys(kept).length === 0 ? {} : { memory: kept };
}
//# sourceMappingURL=placement-memory.js.map