import type { TaskStatus } from '@/lib/contracts/task';
import { canonicalJson, sha256 } from './canonical';
import type { KeptArtifact, KeptSpec, KeptTask, Manifest } from './manifest';

/**
 * A manifest as it is stored: a small root and chunks by hash. Split by what changes, so that a growing run adds little: what never
 * changes (facts), specs by node, the states of what has ended and the artifacts in the order in which they came (a list that only
 * grows), and what moves. Tasks that have not begun are ranges in the root.
 */
export interface PackedManifest {
  root: string;
  chunks: Chunk[];
  /** Over the root and the hashes of the chunks: nothing of it can change unseen. */
  hash: string;
}

export interface Chunk {
  hash: string;
  text: string;
}

const FORMAT = 1;
const PER_CHUNK = 64;
/** Of lists that grow at their end. Their rest stands item by item: measured, each item is written twice at most. */
const PER_GROWING_CHUNK = 32;

const SECTIONS = ['facts', 'specs', 'moving', 'ended', 'artifacts'] as const;
type Section = (typeof SECTIONS)[number];

type RunFacts = Pick<
  Manifest['run'],
  'goal' | 'supervision' | 'definitionHash' | 'reviewPlan' | 'priority' | 'workflowKey' | 'workflowVersion'
> & { runId: string };
type StateEntry = Omit<KeptTask, 'spec'>;
/** Consecutive tasks that have not begun. */
type Idle = [status: TaskStatus, epoch: number, from: number, to: number];

interface Root {
  format: typeof FORMAT;
  seq: number;
  stateAt: string;
  run: Omit<Manifest['run'], keyof RunFacts>;
  /** How many chunks each section has, in the order of `SECTIONS`. */
  sections: number[];
  idle: Idle[];
}

const ENDED: readonly TaskStatus[] = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

/** What checkpoints of earlier versions do not have. */
const LATER_STATE = { chosen: null, removed: false, invalidated: false };
const LATER_SPEC = { gate: null, branch: null, revision: null, askedAt: null };

const IDLE_STATE = {
  attempt: 0,
  resolved: false,
  waitingFor: null,
  talk: null,
  doneEpoch: null,
  costUsd: 0,
  startedAt: null,
  finishedAt: null,
  ...LATER_STATE,
};

function isIdle({ state, talkHash, outputs }: KeptTask): boolean {
  if (state.status !== 'PENDING' && state.status !== 'READY') return false;
  if (talkHash !== null || outputs !== null) return false;
  return Object.entries(IDLE_STATE).every(([name, value]) => state[name as keyof typeof IDLE_STATE] === value);
}

/** Chunks of specifications as they were packed last, by the first of them: most edits change one. */
export type PackedSpecs = WeakMap<KeptSpec, { specs: readonly KeptSpec[]; texts: readonly string[]; chunk: Chunk }>;

/** `packed` is looked into and added to. */
export function packManifest(manifest: Manifest, packed: PackedSpecs = new WeakMap()): PackedManifest {
  const { goal, supervision, definitionHash, reviewPlan, priority, workflowKey, workflowVersion, ...moving } = manifest.run;
  const facts: RunFacts = {
    ...{ runId: manifest.runId, goal, supervision, definitionHash, reviewPlan, priority, workflowKey, workflowVersion },
  };
  const begun = manifest.tasks.filter((task) => !isIdle(task)).map(({ spec: _spec, ...entry }): StateEntry => entry);
  const hasEnded = ({ state }: StateEntry): boolean => ENDED.includes(state.status);
  const sections: Record<Section, Chunk[]> = {
    facts: [chunkOf(canonicalJson(facts))],
    specs: specChunks(
      manifest.tasks.map(({ spec }) => spec),
      packed,
    ),
    moving: inChunks(
      begun.filter((entry) => !hasEnded(entry)),
      PER_CHUNK,
    ).map(chunkOf),
    ended: inGrowingChunks(begun.filter(hasEnded).sort(byEnd)).map(chunkOf),
    artifacts: inGrowingChunks(manifest.artifacts).map(chunkOf),
  };
  const root: Root = {
    format: FORMAT,
    seq: manifest.seq,
    stateAt: manifest.stateAt,
    run: moving,
    sections: SECTIONS.map((name) => sections[name].length),
    idle: idleRanges(manifest.tasks),
  };
  const rootText = canonicalJson(root);
  const chunks = SECTIONS.flatMap((name) => sections[name]);
  const hashes = chunks.map((chunk) => chunk.hash);
  return { root: rootText, chunks, hash: hashOf(rootText, hashes) };
}

export function hashOf(root: string, chunkHashes: readonly string[]): string {
  return sha256([root, ...chunkHashes].join('\n'));
}

const byEnd = (a: StateEntry, b: StateEntry): number => {
  const [left, right] = [a.state.finishedAt ?? '', b.state.finishedAt ?? ''];
  return left < right ? -1 : left > right ? 1 : a.node - b.node;
};

const chunkOf = (text: string): Chunk => ({ hash: sha256(text), text });

function specChunks(all: readonly KeptSpec[], packed: PackedSpecs): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < all.length; at += PER_CHUNK) {
    const specs = all.slice(at, at + PER_CHUNK);
    const [first] = specs;
    if (!first) break;
    const last = packed.get(first);
    if (last && last.specs.length === specs.length && specs.every((spec, index) => spec === last.specs[index])) {
      chunks.push(last.chunk);
      continue;
    }
    const texts = specs.map((spec, index) => (spec === last?.specs[index] ? (last.texts[index] as string) : canonicalJson(spec)));
    const chunk = chunkOf(`[${texts.join(',')}]`);
    packed.set(first, { specs, texts, chunk });
    chunks.push(chunk);
  }
  return chunks;
}

function inChunks(items: readonly unknown[], size: number): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(canonicalJson(items.slice(at, at + size)));
  return chunks;
}

function inGrowingChunks(items: readonly unknown[]): string[] {
  const whole = items.length - (items.length % PER_GROWING_CHUNK);
  return [...inChunks(items.slice(0, whole), PER_GROWING_CHUNK), ...inChunks(items.slice(whole), 1)];
}

function idleRanges(tasks: readonly KeptTask[]): Idle[] {
  const ranges: Idle[] = [];
  let open: Idle | null = null;
  for (const task of tasks) {
    const { status, epoch } = task.state;
    if (!isIdle(task)) open = null;
    else if (open && open[0] === status && open[1] === epoch) open[3] = task.node;
    else {
      open = [status, epoch, task.node, task.node];
      ranges.push(open);
    }
  }
  return ranges;
}

/** Where a chunk stands, for whoever has to say which one is damaged. */
export function placeOfChunk(root: string, index: number): string {
  let before = 0;
  const { sections } = JSON.parse(root) as Root;
  for (const [at, name] of SECTIONS.entries()) {
    const count = sections[at] ?? 0;
    if (index < before + count) return `${name}[${index - before}]`;
    before += count;
  }
  return `chunk[${index}]`;
}

/** Puts together what `packManifest` took apart. The texts were verified by their hashes. @throws Error where they do not fit together */
export function unpackManifest(rootText: string, texts: readonly string[]): Manifest {
  const root = JSON.parse(rootText) as Root;
  if (root.format !== FORMAT) throw new Error(`the manifest has the format ${root.format}; this version reads ${FORMAT}`);
  const parts = {} as Record<Section, unknown[]>;
  let at = 0;
  for (const [index, name] of SECTIONS.entries()) {
    const count = root.sections[index] ?? 0;
    parts[name] = texts.slice(at, at + count).map((text): unknown => JSON.parse(text));
    at += count;
  }
  if (at !== texts.length) throw new Error(`the manifest names ${at} chunks, ${texts.length} are there`);
  const { runId, ...facts } = parts.facts[0] as RunFacts;
  const begun = new Map(([...parts.moving, ...parts.ended].flat() as StateEntry[]).map((entry) => [entry.node, entry]));
  const idle = idleReader(root.idle);
  const tasks = (parts.specs.flat() as KeptSpec[]).map((spec): KeptTask => {
    const entry = begun.get(spec.node) ?? idle(spec.node);
    return {
      node: spec.node,
      spec: { ...LATER_SPEC, ...spec },
      state: { ...LATER_STATE, ...entry.state },
      talkHash: entry.talkHash,
      outputs: entry.outputs,
    };
  });
  return {
    runId,
    seq: root.seq,
    stateAt: root.stateAt,
    run: { ...facts, ...root.run },
    tasks,
    artifacts: parts.artifacts.flat() as KeptArtifact[],
  };
}

/** Ranges and tasks are both in the order of the nodes: asked in that order, each range is looked at once. */
function idleReader(ranges: readonly Idle[]): (node: number) => StateEntry {
  let at = 0;
  return (node) => {
    while ((ranges[at]?.[3] ?? node) < node) at += 1;
    const range = ranges[at];
    if (!range || range[2] > node) throw new Error(`the manifest does not say how task number ${node} stands`);
    return { node, state: { status: range[0], epoch: range[1], ...IDLE_STATE }, talkHash: null, outputs: null };
  };
}
