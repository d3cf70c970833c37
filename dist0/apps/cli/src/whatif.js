import { runWhatif } from './whatif/run-whatif.js';
/** `npm run -s whatif -- placement FILE|-` (DESIGN section 7). */
const { stdout, stderr, exitCode } = await runWhatif(process.argv.slice(2), process.stdin);
process.stderr.write(stderr);
// The exit status is set, not forced: a pipe may still be taking the answers.
process.exitCode = exitCode;
process.stdout.write(stdout);
//# sourceMappingURL=whatif.js.map