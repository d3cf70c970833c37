import { RETRY_BURST, RETRY_SHARE } from './limits.js';
/** Second tries are a share of the requests, so that a failing service does not get twice its load. */
export class RetryBudget {
    saved = RETRY_BURST;
    request() {
        this.saved = Math.min(RETRY_BURST, this.saved + RETRY_SHARE);
    }
    take() {
        if (this.saved < 1)
            return false;
        this.saved -= 1;
        return true;
    }
}
//# sourceMappingURL=retry-budget.js.map