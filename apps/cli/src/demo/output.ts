/** What the demo prints. Progress and story go to stdout; with --json they go to stderr, and stdout holds only the result. */
export class Output {
  private readonly begin = performance.now();

  constructor(private readonly json: boolean) {}

  step(number: number, title: string): void {
    this.line(`\n[${this.elapsed()}] ${number}. ${title}`);
  }

  progress(text: string): void {
    this.line(`[${this.elapsed()}] ${text}`);
  }

  typed(command: string): void {
    this.line(`  $ ${command}`);
  }

  said(text: string): void {
    this.line(text.replace(/^/gm, '    '));
  }

  line(text: string): void {
    (this.json ? process.stderr : process.stdout).write(`${text}\n`);
  }

  /** The last line of stdout. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  private elapsed(): string {
    return `${((performance.now() - this.begin) / 1000).toFixed(1).padStart(5)} s`;
  }
}
