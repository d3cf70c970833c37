import { isJsonObject } from './json.js';
export const EMPTY_SET = {};
/** A node that is a member and has no children. */
export const MEMBER = {};
const SELF = '.';
export function isEmptySet(set) {
    for (const _element in set)
        return false;
    return true;
}
/** Whether this node (not the root) belongs to the set itself. */
export function isMember(node) {
    return SELF in node || isEmptySet(node);
}
/** The node as a member of the set, with the children it has. */
export function asMember(node) {
    return isMember(node) ? node : { [SELF]: MEMBER, ...node };
}
/** The path elements right below a node. */
export function elementsOf(node) {
    return Object.keys(node).filter((element) => element !== SELF);
}
export function uniteSets(left, right) {
    if (left === right || isEmptySet(right))
        return left;
    return isEmptySet(left) ? right : uniteNodes(left, right);
}
/** The members of `left` that are not members of `right`. */
export function subtractSets(left, right) {
    if (isEmptySet(left) || isEmptySet(right))
        return left;
    return subtractNodes(left, right) ?? EMPTY_SET;
}
/** The members of `left` that neither are members of `right` nor lie below one. */
export function subtractTrees(left, right) {
    if (isEmptySet(left) || isEmptySet(right))
        return left;
    return subtractNodes(left, right, true) ?? EMPTY_SET;
}
export function intersectSets(left, right) {
    if (isEmptySet(left) || isEmptySet(right))
        return EMPTY_SET;
    return intersectNodes(left, right) ?? EMPTY_SET;
}
/** The same set with the elements in order, as kube-apiserver stores it. */
export function sortSet(set) {
    const sorted = {};
    for (const element of Object.keys(set).sort())
        sorted[element] = sortSet(set[element] ?? MEMBER);
    return sorted;
}
/** The paths of all members as `.spec.containers[name="a"].image`, in order. */
export function memberPaths(set) {
    const paths = [];
    const visit = (node, path) => {
        for (const element of elementsOf(node).sort()) {
            const child = node[element] ?? MEMBER;
            const childPath = path + formatElement(element);
            if (isMember(child))
                paths.push(childPath);
            visit(child, childPath);
        }
    };
    visit(set, '');
    return paths;
}
/** Whether the value has the form of FieldsV1, however deep; clients may write managedFields themselves. */
export function isFieldSet(value) {
    if (!isJsonObject(value))
        return false;
    return Object.entries(value).every(([element, child]) => {
        if (element === SELF)
            return isJsonObject(child) && Object.keys(child).length === 0;
        return isElement(element) && isFieldSet(child);
    });
}
function isElement(element) {
    if (element.startsWith('f:'))
        return true;
    if (!/^[kvi]:/.test(element))
        return false;
    try {
        const value = JSON.parse(element.slice(2));
        return !element.startsWith('k:') || isJsonObject(value);
    }
    catch {
        return false;
    }
}
function formatElement(element) {
    const body = element.slice(2);
    if (element.startsWith('f:'))
        return `.${body}`;
    if (element.startsWith('v:'))
        return `[=${body}]`;
    if (element.startsWith('i:'))
        return `[${body}]`;
    const keys = Object.entries(JSON.parse(body));
    return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
function uniteNodes(left, right) {
    if (left === right)
        return left;
    const self = isMember(left) || isMember(right);
    const result = { ...left };
    for (const element of elementsOf(right)) {
        const [mine, theirs] = [left[element], right[element] ?? MEMBER];
        result[element] = mine === undefined ? theirs : uniteNodes(mine, theirs);
    }
    return self ? asMember(result) : result;
}
function subtractNodes(left, right, trees = false) {
    const gone = isMember(right);
    if (gone && trees)
        return undefined;
    const result = {};
    for (const element of elementsOf(left)) {
        const [mine = MEMBER, theirs] = [left[element], right[element]];
        const rest = theirs === undefined ? mine : subtractNodes(mine, theirs, trees);
        if (rest !== undefined)
            result[element] = rest;
    }
    return node(isMember(left) && !gone, result);
}
function intersectNodes(left, right) {
    const result = {};
    for (const element of elementsOf(left)) {
        const [mine = MEMBER, theirs] = [left[element], right[element]];
        const both = theirs === undefined ? undefined : intersectNodes(mine, theirs);
        if (both !== undefined)
            result[element] = both;
    }
    return node(isMember(left) && isMember(right), result);
}
function node(self, children) {
    if (self)
        return isEmptySet(children) ? MEMBER : { [SELF]: MEMBER, ...children };
    return isEmptySet(children) ? undefined : children;
}
//# sourceMappingURL=field-set.js.map