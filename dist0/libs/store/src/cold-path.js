import { errorCode, failureOf, toStatusError } from './db-errors.js';
const ATTEMPTS = 2;
/**
 * Runs something of TypeORM that may run twice, with the store's errors. Its pool does not notice that an idle
 * connection died before it is used: hence the second attempt.
 */ export async function coldPath(run) {
    for(let attempt = 1;; attempt++){
        try {
            return await run();
        } catch (error) {
            const failure = failureOf(error, errorCode(error) !== 'ECONNREFUSED');
            const again = failure === 'unknown' || failure === 'retry';
            if (!again || attempt >= ATTEMPTS) throw toStatusError(failure, error);
        }
    }
}
