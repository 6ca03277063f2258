import type { StagedArtifact } from '@/server/core/ports/task-runner';

const KNOWN_EXTENSION = /\.(md|txt|json|csv|ya?ml|html|css|sql|[cm]?[jt]sx?|py|go|rs|java|rb|sh)$/i;

/** An answer of plain text as the task's artifact: verbatim, named after the task. */
export function answerArtifact(task: { key: string; artifactType: string }, text: string): StagedArtifact {
  const name = KNOWN_EXTENSION.test(task.key) ? task.key : `${task.key}.${extensionFor(task.artifactType, text)}`;
  return { name, type: task.artifactType, content: text, metadata: { source: 'plain_text_answer' } };
}

function extensionFor(type: string, text: string): string {
  if (isJsonContainer(text)) return 'json';
  if (type === 'data' && looksLikeCsv(text)) return 'csv';
  const isMarkdown = /^(#{1,6} |```|[-*] |\d+\. )/m.test(text);
  return (type === 'code' || type === 'data') && !isMarkdown ? 'txt' : 'md';
}

function isJsonContainer(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function looksLikeCsv(text: string): boolean {
  const columns = text
    .trim()
    .split('\n')
    .slice(0, 5)
    .map((line) => line.split(',').length);
  return columns.length > 1 && (columns[0] ?? 0) > 1 && columns.every((count) => count === columns[0]);
}
