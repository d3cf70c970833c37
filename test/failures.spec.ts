import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** A row of docs/FAILURES.md that names a test: its file and its name. */
const ROW = /^\|.*\| `(test\/.*?|apps\/.*?|libs\/.*?)`\s*\| (.*?)\s*\|$/;

const rows = readFileSync('docs/FAILURES.md', 'utf8')
  .split('\n')
  .flatMap((line): [string, string][] => {
    const [, file = '', name = ''] = ROW.exec(line) ?? [];
    return file === '' ? [] : [[file, name]];
  });

describe('docs/FAILURES.md', () => {
  it('names tests that are there', () => {
    expect(rows.length).toBeGreaterThan(50);
    const missing = rows.filter(
      ([file, name]) => !existsSync(file) || !readFileSync(file, 'utf8').includes(name),
    );
    expect(missing).toEqual([]);
  });
});
