/**
 * Lints texts as if they stood in given files: `[{path, text}]` on stdin, a list of `{line, rule}` for each on stdout. A
 * process of its own, because ESLint and the type checker do not live well inside jest's module sandbox.
 */
import { ESLint } from 'eslint';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const eslint = new ESLint();
const results = [];
for (const { path, text } of JSON.parse(Buffer.concat(chunks).toString('utf8'))) {
  const [result] = await eslint.lintText(text, { filePath: path });
  results.push(
    (result?.messages ?? []).map(({ line, ruleId, message }) => ({ line, rule: ruleId ?? message })),
  );
}
process.stdout.write(JSON.stringify(results));
