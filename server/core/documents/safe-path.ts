const MAX_SEGMENT = 100;
const MAX_PATH = 200;

/**
 * A name from an archive as the name of a document: relative, with slashes, no way up, nothing a terminal or file system chokes
 * on. Too long a path keeps its end, which tells more.
 */
export function safePath(name: string): string {
  const parts = name
    .replace(/^[A-Za-z]:/, '')
    .split(/[\\/]+/)
    .map(safeSegment)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  while (parts.length > 1 && parts.join('/').length > MAX_PATH) parts.shift();
  return parts.join('/') || 'unnamed';
}

function safeSegment(segment: string): string {
  const cleaned = segment.replace(/[\p{Cc}\p{Cf}\p{Surrogate}<>:"|?*]/gu, '_').trim();
  return cleaned.length <= MAX_SEGMENT ? cleaned : cleaned.slice(-MAX_SEGMENT);
}
