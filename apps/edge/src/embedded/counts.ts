/** What passed through the proxy since its start. */
export class Counts {
  private readonly numbers = new Map<string, number>();

  add(name: string): void {
    this.numbers.set(name, (this.numbers.get(name) ?? 0) + 1);
  }

  /** By name: `answers 2xx`, `retries`, `own 503`, and so on. */
  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.numbers);
  }
}

const CLASSES = ['other', 'answers 1xx', 'answers 2xx', 'answers 3xx', 'answers 4xx', 'answers 5xx'] as const;

/** The name under which an answer of a gateway is counted. */
export function answerClass(status: number): string {
  return CLASSES[Math.floor(status / 100)] ?? CLASSES[0];
}
