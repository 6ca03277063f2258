const MAX_SEGMENT = 120;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not reach a file name
const UNSAFE = /[\u0000-\u001f\u007f<>:"|?*\\]/g;

/**
 * A path for the export: `inputs/…` or `<task>/…`, and `older/…` for what a later version replaced. Names come from models and
 * people: no way up, no absolute path, nothing a file system chokes on.
 */
export function zipPath(artifact: { taskKey: string | null; name: string; version: number }, latestVersion: number): string {
  const parts = artifact.name
    .split('/')
    .map(cleanSegment)
    .filter((part) => part !== '');
  const name = parts.length > 0 ? parts : ['unnamed'];
  const folder = artifact.taskKey === null ? 'inputs' : cleanSegment(artifact.taskKey);
  if (artifact.version === latestVersion) return [folder, ...name].join('/');
  return ['older', folder, `version-${artifact.version}`, ...name].join('/');
}

function cleanSegment(segment: string): string {
  const cleaned = segment.replace(UNSAFE, '_').replace(/^[. ]+|[. ]+$/g, '');
  return cleaned.slice(0, MAX_SEGMENT);
}
