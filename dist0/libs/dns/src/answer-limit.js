import { networkOf } from './client-subnet.js';
import { MAX_ANSWERS_PER_SECOND, MAX_NETWORKS } from './limits.js';
/**
 * How much one network is answered over UDP, where addresses can be forged and answers are larger than questions. Beyond the
 * bound every second answer says `ask over TCP`, which a real asker does; the others are not sent. The machine's own
 * addresses cannot be forged from outside and are not limited.
 */
export class AnswerLimit {
    perSecond;
    networks;
    counts = new Map();
    second = 0;
    constructor(perSecond = MAX_ANSWERS_PER_SECOND, networks = MAX_NETWORKS) {
        this.perSecond = perSecond;
        this.networks = networks;
    }
    /** What to do with the next answer to this address. */
    take(address, nowMs) {
        if (isLoopback(address))
            return 'send';
        const second = Math.floor(nowMs / 1_000);
        if (second !== this.second) {
            this.second = second;
            this.counts.clear();
        }
        const network = networkOf(address);
        const count = (this.counts.get(network) ?? 0) + 1;
        if (count === 1 && this.counts.size >= this.networks)
            return 'truncate';
        this.counts.set(network, count);
        if (count <= this.perSecond)
            return 'send';
        return count % 2 === 0 ? 'truncate' : 'drop';
    }
}
function isLoopback(address) {
    return address.startsWith('127.') || address === '::1';
}
//# sourceMappingURL=answer-limit.js.map