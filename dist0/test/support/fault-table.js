const WIDTHS = [36, 9, 14, 6, 10];
/** How long a federation took to come to rest, on stderr as it goes, for people. */
export class FaultTable {
    isBegun = false;
    add(fault, ...numbers) {
        if (!this.isBegun)
            print(['fault', 'lasted ms', 'at rest after', 'writes', 'unanswered']);
        this.isBegun = true;
        print([fault, ...numbers.map((value) => value.toFixed(0))]);
    }
}
function print(cells) {
    const text = cells.map((cell, at) => at === 0 ? cell.padEnd(WIDTHS[0] ?? 0) : cell.padStart(WIDTHS[at] ?? 0));
    process.stderr.write(`${text.join('  ')}\n`);
}
//# sourceMappingURL=fault-table.js.map