import {} from 'node:stream';
import { MAX_RESPONSE_BYTES } from './limits.js';
export class TimeoutError extends Error {
    name = 'TimeoutError';
    constructor(ms) {
        super(`no answer within ${Math.round(ms)} ms`);
    }
}
/** The connection ended before anything of the answer came. */
export class CutError extends Error {
    name = 'CutError';
}
/** Gathers a body up to the largest that is believed. */
export class BodyParts {
    chunks = [];
    bytes = 0;
    /** False when it becomes too large. */
    add(chunk) {
        this.bytes += chunk.length;
        if (this.bytes > MAX_RESPONSE_BYTES)
            return false;
        this.chunks.push(chunk);
        return true;
    }
    text() {
        const [first] = this.chunks;
        return (this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks)).toString('utf8');
    }
}
/** Seconds; dates, which API servers do not send, count as none. */
export function retryAfter(header) {
    return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}
/** The code of a system or library error, or ''. */
export function codeOf(error) {
    return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
//# sourceMappingURL=wire.js.map