import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { answerPlacement } from './placement-case.js';
import { answerRouting } from './routing-case.js';
import { answerSequence } from './sequence-case.js';
export const WHATIF_HELP = `usage: npm run -s whatif -- placement FILE|-
       npm run -s whatif -- routing FILE|-

Answers what the federation would decide, without one running.
FILE holds JSON ('-' reads standard input); the answers are printed as one JSON array.

placement  which clusters get how many replicas: FILE is an array of cases
           {name, key, replicas, clusters} and what is known: existing, capacity, assigned, available (counts by
           cluster), uid, mode (Steady or Fresh), and either preferences (the annotation), replicaScheduling (the
           policy) or neither (an even division). Answers: {name, plan, overflow, unplaced, reasons}
routing    which clusters serve which clients: FILE is {cases, sequences: {params, cases}}, or an array of cases
           {id, input: {clusters, rtt, demand, clientLoc, allowed, policy}}, with backends (name, weight, clusters)
           in place of clusters for weighted ones. Answers: {id, split, shed, weights256}, and overload and panic where
           there is any; then {id, transitions} for each sequence {id, obs} of probes (o ok, f failed)

A case that is invalid is answered {name or id, error: {reason, field, message}}; the others still run.
Exit status: 0 all answered, 1 a case was invalid, 2 wrong usage or unreadable input.
`;
/** Largest input that is read. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;
const QUESTIONS = new Map([
    ['placement', placementAnswers],
    ['routing', routingAnswers],
]);
/** Runs `whatif` with the given arguments; `stdin` is read for the file `-`. Never throws for what a user did. */
export async function runWhatif(args, stdin) {
    if (args.includes('--help') || args.includes('-h'))
        return { stdout: WHATIF_HELP, stderr: '', exitCode: 0 };
    const [name = '', file, ...more] = args;
    const question = QUESTIONS.get(name);
    if (question === undefined || file === undefined || more.length > 0)
        return failure(WHATIF_HELP.trimEnd());
    const content = await readContent(file, stdin);
    if ('wrong' in content)
        return failure(`whatif: ${content.wrong}`);
    const answers = question(content.value);
    return typeof answers === 'string' ? failure(`whatif: ${file} ${answers}`) : success(answers);
}
function placementAnswers(content) {
    if (!Array.isArray(content))
        return 'must hold a JSON array of cases';
    return content.map(answerPlacement);
}
function routingAnswers(content) {
    const { cases, sequences } = Array.isArray(content) ? { cases: content } : fieldsOf(content);
    const { params = {}, cases: observed } = fieldsOf(sequences);
    if (!isListOrAbsent(cases) || !isListOrAbsent(observed) || (cases ?? observed) === undefined)
        return 'must hold a JSON object with cases or sequences.cases, or an array of cases';
    return [
        ...(cases ?? []).map(answerRouting),
        ...(observed ?? []).map((one, index) => answerSequence(one, index, params)),
    ];
}
function fieldsOf(value) {
    return typeof value === 'object' && value !== null ? value : {};
}
function isListOrAbsent(value) {
    return value === undefined || Array.isArray(value);
}
/** What the file holds, or what is wrong with it. */
async function readContent(file, stdin) {
    let content;
    try {
        content = file === '-' ? await text(stdin) : await readFile(file, 'utf8');
    }
    catch (error) {
        return { wrong: `cannot read ${file}: ${messageOf(error)}` };
    }
    if (content.length > MAX_INPUT_BYTES)
        return { wrong: `${file} is larger than ${MAX_INPUT_BYTES} bytes` };
    try {
        return { value: JSON.parse(content) };
    }
    catch (error) {
        return { wrong: `${file} is not JSON: ${messageOf(error)}` };
    }
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
function success(answers) {
    const refused = answers.some((one) => 'error' in one);
    return { stdout: `${JSON.stringify(answers, null, 1)}\n`, stderr: '', exitCode: refused ? 1 : 0 };
}
function failure(message) {
    return { stdout: '', stderr: `${message}\n`, exitCode: 2 };
}
//# sourceMappingURL=run-whatif.js.map