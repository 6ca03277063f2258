import type { ASTNode } from '@marcbachmann/cel-js';
import { type Path, pathOf, writePath } from './paths';

/** The calls that go through a list. */
export const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** What stands in a condition, by one walk over it. */
export interface Inventory {
  nodes: ASTNode[];
  calls: { name: string; node: ASTNode; depth: number }[];
  /** The longest paths that it names, each once, in their order. Names of elements in lists are none. */
  paths: Map<string, Path>;
}

interface Step {
  node: ASTNode;
  /** Names of elements in whose lists this stands. */
  bound: readonly string[];
}

export function takeInventory(root: ASTNode): Inventory {
  const found: Inventory = { nodes: [], calls: [], paths: new Map() };
  const stack: Step[] = [{ node: root, bound: [] }];
  for (let step = stack.pop(); step; step = stack.pop()) {
    const { node, bound } = step;
    found.nodes.push(node);
    const path = pathOf(node);
    if (path && !bound.includes(path[0])) found.paths.set(writePath(path), path);
    if (node.op === 'call' || node.op === 'rcall') found.calls.push({ name: node.args[0], node, depth: bound.length });
    // Every node of a path is evaluated too, but only the whole of it is named.
    if (path) for (let part = node; part.op === '.' || part.op === '[]'; part = part.args[0]) found.nodes.push(part.args[0]);
    else stack.push(...partsOf(node, bound).reverse());
  }
  return found;
}

function partsOf(node: ASTNode, bound: readonly string[]): Step[] {
  const plain = (nodes: readonly ASTNode[]): Step[] => nodes.map((part) => ({ node: part, bound }));
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return plain([node.args[0]]);
    case '!_':
    case '-_':
      return plain([node.args]);
    case 'call':
      return plain(node.args[1]);
    case 'rcall': {
      const [name, receiver, args] = node.args;
      const element = MACROS.has(name) ? args[0] : undefined;
      if (element?.op !== 'id') return plain([receiver, ...args]);
      return [...plain([receiver]), ...args.slice(1).map((part) => ({ node: part, bound: [...bound, element.args] }))];
    }
    case 'map':
      return plain(node.args.flat());
    default:
      return plain(node.args);
  }
}
