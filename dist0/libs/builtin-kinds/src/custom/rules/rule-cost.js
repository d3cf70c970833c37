import {} from '@marcbachmann/cel-js';
/** What a rule may cost before it is run: a bound from its form and the size of what it looks at. */
const LOOPS = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter']);
/** Characters that a function on texts goes through for the cost of one step. */
const CHARS_PER_STEP = 10;
/** Largest of each. Goes through the value once. */
export function sizeOf(value) {
    if (typeof value === 'string')
        return { longest: 0, chars: value.length };
    if (value instanceof Uint8Array)
        return { longest: 0, chars: value.length };
    if (typeof value !== 'object' || value === null)
        return { longest: 0, chars: 0 };
    const items = Array.isArray(value) ? value : Object.values(value);
    let { longest, chars } = { longest: items.length, chars: 0 };
    for (const item of items) {
        const inner = sizeOf(item);
        longest = Math.max(longest, inner.longest);
        chars = Math.max(chars, inner.chars);
    }
    return { longest, chars };
}
/** Steps that the expression takes at most, whatever its values: each loop as long as the longest thing there can be. */
export function costBound(ast, size) {
    const reach = reachOf(ast, size);
    const bound = (node) => {
        if (node.op === 'rcall' && LOOPS.has(node.args[0])) {
            const [, receiver, args] = node.args;
            const inner = args.reduce((sum, one) => sum + bound(one), 0);
            return bound(receiver) + 1 + reach.loop * (1 + inner);
        }
        return childrenOf(node).reduce((sum, one) => sum + bound(one), ownCost(node, reach));
    };
    return bound(ast);
}
const THROUGH_LISTS = new Set([
    ...['==', '!=', '+', 'in'],
    ...['indexOf', 'lastIndexOf', 'isSorted', 'min', 'max', 'sum', 'join'],
]);
/** Of one part of an expression, without what is below it. */
function ownCost(node, { text, list }) {
    const isCall = node.op === 'rcall' || node.op === 'call';
    if (THROUGH_LISTS.has(isCall ? node.args[0] : node.op))
        return 1 + text + (childrenOf(node).some(({ op }) => op === 'value') ? 0 : list);
    return isCall ? 1 + text : 1;
}
/** Joining, splitting and replacing make more of what is there. */
function reachOf(ast, size) {
    let [joins, literal] = [0, 1];
    const called = new Set();
    const visit = (node) => {
        if (node.op === '+')
            joins++;
        if (node.op === 'rcall')
            called.add(node.args[0]);
        if (node.op === 'list' || node.op === 'map')
            literal = Math.max(literal, node.args.length);
        for (const child of childrenOf(node))
            visit(child);
    };
    visit(ast);
    // A name for what was joined can be joined with itself.
    const growth = called.has('bind') ? 2 ** joins : joins + 1;
    const longest = Math.max(literal, size.longest) * growth;
    const replaced = called.has('replace') ? Math.max(1, size.chars) : 1;
    const chars = size.chars * replaced * growth * (called.has('join') ? longest : 1);
    const pieces = called.has('split') || called.has('findAll') ? chars : 1;
    return { loop: Math.max(longest, pieces), text: chars / CHARS_PER_STEP, list: longest / CHARS_PER_STEP };
}
function childrenOf(node) {
    const found = [];
    const collect = (part) => {
        if (Array.isArray(part))
            part.forEach(collect);
        else if (typeof part === 'object' && part !== null && 'op' in part)
            found.push(part);
    };
    collect(node.args);
    return found;
}
//# sourceMappingURL=rule-cost.js.map