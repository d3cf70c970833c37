import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { answerPlacement } from './placement-case.js';

export const WHATIF_HELP = `usage: npm run -s whatif -- placement FILE|-
       npm run -s whatif -- routing FILE|-

Answers what the federation would decide, without one running.
FILE holds a JSON array of cases ('-' reads standard input); the answers are printed as a JSON array.

placement  which clusters get how many replicas: {name, plan, overflow, unplaced, reasons} for each case of
           {name, key, replicas, clusters} and what is known: existing, capacity, assigned, available (counts by
           cluster), uid, mode (Steady or Fresh), and either preferences (the annotation), replicaScheduling (the
           policy) or neither (an even division)
routing    which clusters serve a region's clients (not available yet)

A case that is invalid is answered {name, error: {reason, field, message}}; the others still run.
Exit status: 0 all answered, 1 a case was invalid, 2 wrong usage or unreadable input.
`;

/** Largest input that is read. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;

/** What a run of the command prints and how it ends. */
export interface WhatifResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Runs `whatif` with the given arguments; `stdin` is read for the file `-`. Never throws for what a user did. */
export async function runWhatif(
  args: readonly string[],
  stdin: NodeJS.ReadableStream,
): Promise<WhatifResult> {
  if (args.includes('--help') || args.includes('-h')) return { stdout: WHATIF_HELP, stderr: '', exitCode: 0 };
  const [question, file, ...more] = args;
  if (question === 'routing') return failure('whatif: routing is not available yet');
  if (question !== 'placement' || file === undefined || more.length > 0)
    return failure(WHATIF_HELP.trimEnd());
  const cases = await readCases(file, stdin);
  return typeof cases === 'string' ? failure(`whatif: ${cases}`) : answer(cases);
}

function answer(cases: readonly unknown[]): WhatifResult {
  const answers = cases.map(answerPlacement);
  const refused = answers.some((one) => 'error' in one);
  return { stdout: `${JSON.stringify(answers, null, 1)}\n`, stderr: '', exitCode: refused ? 1 : 0 };
}

/** The cases, or what is wrong with the file. */
async function readCases(file: string, stdin: NodeJS.ReadableStream): Promise<readonly unknown[] | string> {
  let content: string;
  try {
    content = file === '-' ? await text(stdin) : await readFile(file, 'utf8');
  } catch (error) {
    return `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (content.length > MAX_INPUT_BYTES) return `${file} is larger than ${MAX_INPUT_BYTES} bytes`;
  try {
    const value: unknown = JSON.parse(content);
    return Array.isArray(value) ? (value as unknown[]) : `${file} must hold a JSON array of cases`;
  } catch (error) {
    return `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function failure(message: string): WhatifResult {
  return { stdout: '', stderr: `${message}\n`, exitCode: 2 };
}
