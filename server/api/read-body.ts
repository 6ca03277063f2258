import { AppError } from '@/lib/errors';

export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** How much of a refused body is still read, so that a client which sends first and reads later sees the 413. */
const DRAIN_BYTES = 15 * MAX_BODY_BYTES;

/**
 * The whole body, counted while it is read, whatever `Content-Length` says.
 * @throws AppError payload_too_large
 */
export async function readBody(request: Request, maxBytes = MAX_BODY_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes <= maxBytes) chunks.push(value);
    if (bytes > maxBytes + DRAIN_BYTES) {
      await reader.cancel().catch(() => {});
      break;
    }
  }
  if (bytes > maxBytes) throw new AppError('payload_too_large', `The body is over ${sizeOf(maxBytes)}`);
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

const sizeOf = (bytes: number): string => (bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`);

/** `application/json`, or a type whose suffix says that it is JSON. */
function isJsonType(contentType: string | null): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType?.trim() ?? '');
}

/**
 * The value of a JSON body; undefined where there is none (which needs no content type).
 * @throws AppError unsupported_media_type, invalid_json
 */
export function parseJson(headers: Headers, bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return undefined;
  if (!isJsonType(headers.get('content-type'))) {
    throw new AppError('unsupported_media_type', 'Send JSON with Content-Type: application/json');
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw new AppError('unsupported_media_type', 'Send the body without a Content-Encoding');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AppError('invalid_json', `The body is not valid JSON${error instanceof SyntaxError ? `: ${error.message}` : ' in UTF-8'}`);
  }
}
