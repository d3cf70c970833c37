import { isJsonObject } from './json.js';

/**
 * Sets of fields, in the form that metadata.managedFields stores (FieldsV1): a tree whose keys are path elements,
 * `f:name` a field, `k:{"name":"a"}` an item of a keyed list, `v:"x"` a value of a set, `i:0` a position. A node without
 * children is a member; a node with children is one only if it has the key `.`. The root is never a member.
 * Sets are immutable; results share subtrees with the inputs.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const EMPTY_SET: FieldSet = {};
/** A node that is a member and has no children. */
export const MEMBER: FieldSet = {};
const SELF = '.';

export function isEmptySet(set: FieldSet): boolean {
  for (const _element in set) return false;
  return true;
}

/** Whether this node (not the root) belongs to the set itself. */
export function isMember(node: FieldSet): boolean {
  return SELF in node || isEmptySet(node);
}

/** The node as a member of the set, with the children it has. */
export function asMember(node: FieldSet): FieldSet {
  return isMember(node) ? node : { [SELF]: MEMBER, ...node };
}

/** The path elements right below a node. */
export function elementsOf(node: FieldSet): string[] {
  return Object.keys(node).filter((element) => element !== SELF);
}

export function uniteSets(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || isEmptySet(right)) return left;
  return isEmptySet(left) ? right : uniteNodes(left, right);
}

/** The members of `left` that are not members of `right`. */
export function subtractSets(left: FieldSet, right: FieldSet): FieldSet {
  if (isEmptySet(left) || isEmptySet(right)) return left;
  return subtractNodes(left, right) ?? EMPTY_SET;
}

/** The members of `left` that neither are members of `right` nor lie below one. */
export function subtractTrees(left: FieldSet, right: FieldSet): FieldSet {
  if (isEmptySet(left) || isEmptySet(right)) return left;
  return subtractNodes(left, right, true) ?? EMPTY_SET;
}

export function intersectSets(left: FieldSet, right: FieldSet): FieldSet {
  if (isEmptySet(left) || isEmptySet(right)) return EMPTY_SET;
  return intersectNodes(left, right) ?? EMPTY_SET;
}

/** The same set with the elements in order, as kube-apiserver stores it. */
export function sortSet(set: FieldSet): FieldSet {
  const sorted: Record<string, FieldSet> = {};
  for (const element of Object.keys(set).sort()) sorted[element] = sortSet(set[element] ?? MEMBER);
  return sorted;
}

/** The paths of all members as `.spec.containers[name="a"].image`, in order. */
export function memberPaths(set: FieldSet): string[] {
  const paths: string[] = [];
  const visit = (node: FieldSet, path: string): void => {
    for (const element of elementsOf(node).sort()) {
      const child = node[element] ?? MEMBER;
      const childPath = path + formatElement(element);
      if (isMember(child)) paths.push(childPath);
      visit(child, childPath);
    }
  };
  visit(set, '');
  return paths;
}

/** Whether the value has the form of FieldsV1, however deep; clients may write managedFields themselves. */
export function isFieldSet(value: unknown): value is FieldSet {
  if (!isJsonObject(value)) return false;
  return Object.entries(value).every(([element, child]) => {
    if (element === SELF) return isJsonObject(child) && Object.keys(child).length === 0;
    return isElement(element) && isFieldSet(child);
  });
}

function isElement(element: string): boolean {
  if (element.startsWith('f:')) return true;
  if (!/^[kvi]:/.test(element)) return false;
  try {
    const value: unknown = JSON.parse(element.slice(2));
    return !element.startsWith('k:') || isJsonObject(value);
  } catch {
    return false;
  }
}

/** As errors show it: `.name`, `[name="a"]`, `[=value]`, `[0]`. */
export function formatElement(element: string): string {
  const body = element.slice(2);
  if (element.startsWith('f:')) return `.${body}`;
  if (element.startsWith('v:')) return `[=${body}]`;
  if (element.startsWith('i:')) return `[${body}]`;
  const keys = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}

function uniteNodes(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right) return left;
  const self = isMember(left) || isMember(right);
  const result: Record<string, FieldSet> = { ...left };
  for (const element of elementsOf(right)) {
    const [mine, theirs] = [left[element], right[element] ?? MEMBER];
    result[element] = mine === undefined ? theirs : uniteNodes(mine, theirs);
  }
  return self ? asMember(result) : result;
}

function subtractNodes(left: FieldSet, right: FieldSet, trees = false): FieldSet | undefined {
  const gone = isMember(right);
  if (gone && trees) return undefined;
  const result: Record<string, FieldSet> = {};
  for (const element of elementsOf(left)) {
    const [mine = MEMBER, theirs] = [left[element], right[element]];
    const rest = theirs === undefined ? mine : subtractNodes(mine, theirs, trees);
    if (rest !== undefined) result[element] = rest;
  }
  return node(isMember(left) && !gone, result);
}

function intersectNodes(left: FieldSet, right: FieldSet): FieldSet | undefined {
  const result: Record<string, FieldSet> = {};
  for (const element of elementsOf(left)) {
    const [mine = MEMBER, theirs] = [left[element], right[element]];
    const both = theirs === undefined ? undefined : intersectNodes(mine, theirs);
    if (both !== undefined) result[element] = both;
  }
  return node(isMember(left) && isMember(right), result);
}

function node(self: boolean, children: FieldSet): FieldSet | undefined {
  if (self) return isEmptySet(children) ? MEMBER : { [SELF]: MEMBER, ...children };
  return isEmptySet(children) ? undefined : children;
}
