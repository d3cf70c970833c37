/** What the demo prints. Progress and story go to stdout; with --json they go to stderr, and stdout holds only the result. */
export class Output {
    json;
    begin = performance.now();
    constructor(json) {
        this.json = json;
    }
    step(number, title) {
        this.line(`\n[${this.elapsed()}] ${number}. ${title}`);
    }
    progress(text) {
        this.line(`[${this.elapsed()}] ${text}`);
    }
    typed(command) {
        this.line(`  $ ${command}`);
    }
    said(text) {
        this.line(text.replace(/^/gm, '    '));
    }
    line(text) {
        (this.json ? process.stderr : process.stdout).write(`${text}\n`);
    }
    /** The last line of stdout. */
    result(value) {
        if (this.json)
            process.stdout.write(`${JSON.stringify(value)}\n`);
    }
    elapsed() {
        return `${((performance.now() - this.begin) / 1000).toFixed(1).padStart(5)} s`;
    }
}
//# sourceMappingURL=output.js.map