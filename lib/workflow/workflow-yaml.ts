import { isMap, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import type { z } from 'zod';
import { type WorkflowDraft, type WorkflowDraftInput, workflowDraftSchema } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { type Fault, faultWords } from '@/lib/format/fault-words';
import { workflowIssues } from './check-workflow';

/** Of a file that is imported. */
export const MAX_YAML_BYTES = 1024 * 1024;
/** A few anchors are a convenience; thousands of expansions are a bomb. */
const MAX_ALIASES = 100;

export interface YamlProblem extends Issue {
  /** Line in the text, from 1; null where it has none. */
  line: number | null;
}

export interface WorkflowReading {
  /** Null while there are problems. */
  workflow: WorkflowDraft | null;
  /** Well formed, though it may have problems still. */
  draft: WorkflowDraft | null;
  problems: YamlProblem[];
}

const FIELDS = ['key', 'title', 'description', 'tags', 'budgetUsd', 'inputs', 'goal', 'tasks'] as const;
const TASK_FIELDS = ['key', 'title', 'role', 'kind', 'phase', 'dependsOn', 'artifactType', 'tier'];
/** What a reader fills in anyway is left out, so that a file says only what somebody decided. */
const TASK_DEFAULTS: Record<string, unknown> = { kind: 'agent', maxAttempts: 3, priority: 0, sideEffects: 'none' };

/** A workflow as a file. Reading it again gives the same workflow. With the address of the schema, editors check and complete it. */
export function writeWorkflowYaml(workflow: WorkflowDraft | WorkflowDraftInput, schemaUrl?: string): string {
  const ordered: Record<string, unknown> = Object.fromEntries(
    FIELDS.flatMap((field) => (isEmpty(workflow[field]) ? [] : [[field, workflow[field]]])),
  );
  if (workflow.tasks?.length) ordered.tasks = workflow.tasks.map(shortTask);
  const text = stringify(ordered, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
  return schemaUrl === undefined ? text : `# yaml-language-server: $schema=${schemaUrl}\n${text}`;
}

const isEmpty = (value: unknown): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function shortTask(task: object): Record<string, unknown> {
  const said = Object.entries(task).filter(
    ([field, value]) => value !== undefined && TASK_DEFAULTS[field] !== value && !(field === 'dependsOn' && isEmpty(value)),
  );
  const rank = (field: string) => (TASK_FIELDS.includes(field) ? TASK_FIELDS.indexOf(field) : field === 'prompt' ? 99 : 50);
  return Object.fromEntries(said.sort(([a], [b]) => rank(a) - rank(b)));
}

/** Reads a workflow from YAML (and so from JSON). Every problem carries the line that causes it. */
export function readWorkflowYaml(text: string): WorkflowReading {
  if (new TextEncoder().encode(text).byteLength > MAX_YAML_BYTES) return refusal('the file is over 1 MB');
  if (text.trim() === '') return refusal('there is nothing here yet');
  const lines = new LineCounter();
  // The core schema alone: no tag of a file makes anything but plain data.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', uniqueKeys: true, merge: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map((fault) => ({ line: lines.linePos(fault.pos[0]).line, path: '', message: `YAML: ${fault.message}` }));
    return { workflow: null, draft: null, problems };
  }
  if (!isMap(document.contents)) return refusal('a workflow is a mapping with key, title, goal, inputs and tasks', 1);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    return refusal(`YAML: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
  const at = (issue: Issue): YamlProblem => ({ ...issue, line: lineOf(document, lines, issue.path) });
  const parsed = workflowDraftSchema.safeParse(value);
  if (!parsed.success) return { workflow: null, draft: null, problems: parsed.error.issues.flatMap(schemaIssues).map(at) };
  const issues = workflowIssues(parsed.data);
  return { workflow: issues.length > 0 ? null : parsed.data, draft: parsed.data, problems: issues.map(at) };
}

function refusal(message: string, line: number | null = null): WorkflowReading {
  return { workflow: null, draft: null, problems: [{ line, path: '', message }] };
}

/** An unknown field is named by its own path. */
export function schemaIssues(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }));
  }
  return [{ path: path.join('.'), message: faultWords(issue as Fault) }];
}

/** The line of the field at a path, or of the nearest that there is. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: string): number | null {
  const segments = path.split('.').map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  for (let length = segments.length; length > 0; length -= 1) {
    const parent: unknown = document.getIn(segments.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === segments[length - 1]) : undefined;
    const node: unknown = pair && isScalar(pair.key) ? pair.key : document.getIn(segments.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
    if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line;
  }
  return 1;
}
