/** What passed through the proxy since its start. */
export class Counts {
    numbers = new Map();
    add(name) {
        this.numbers.set(name, (this.numbers.get(name) ?? 0) + 1);
    }
    /** By name: `answers 2xx`, `retries`, `own 503`, and so on. */
    read() {
        return Object.fromEntries(this.numbers);
    }
}
const CLASSES = ['other', 'answers 1xx', 'answers 2xx', 'answers 3xx', 'answers 4xx', 'answers 5xx'];
/** The name under which an answer of a gateway is counted. */
export function answerClass(status) {
    return CLASSES[Math.floor(status / 100)] ?? CLASSES[0];
}
//# sourceMappingURL=counts.js.map