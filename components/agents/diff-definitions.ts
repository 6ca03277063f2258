import { diffLines } from 'diff';
import type { AgentVersion } from '@/lib/contracts/agent';
import { FIELD_NAMES } from './agent-draft';

type Definition = AgentVersion['definition'];

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

export interface DefinitionDiff {
  /** Beside the prompt: as text, old and new. */
  fields: { name: string; before: string; after: string }[];
  prompt: DiffLine[];
}

const SHORT_FIELDS = ['title', 'tier', 'tools', 'supervisor', 'artifactType'] as const;

const textOf = (value: Definition[(typeof SHORT_FIELDS)[number]]): string =>
  value === null ? 'none' : typeof value === 'string' ? value : value.join(', ') || 'none';

/** What changed between two definitions, line by line in the prompt. */
export function diffDefinitions(before: Definition, after: Definition): DefinitionDiff {
  return {
    fields: SHORT_FIELDS.flatMap((field) => {
      const [old, fresh] = [textOf(before[field]), textOf(after[field])];
      return old === fresh ? [] : [{ name: FIELD_NAMES[field], before: old, after: fresh }];
    }),
    prompt: diffLines(endedByLine(before.prompt), endedByLine(after.prompt)).flatMap((part) => {
      const kind = part.added ? 'added' : part.removed ? 'removed' : 'same';
      return part.value
        .replace(/\n$/, '')
        .split('\n')
        .map((text): DiffLine => ({ kind, text }));
    }),
  };
}

/** Without it a last line that only lost its end would count as another. */
const endedByLine = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
