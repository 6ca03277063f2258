import type { BusMessage } from '@/server/core/ports/live-bus';
import { encodeMessage } from './wire';

export type WordsMessage = Extract<BusMessage, { kind: 'words' }>;

/**
 * Words whose encoding exceeds `maxBytes` as several messages with their own offsets. Escapes and multi-byte characters
 * make the size of a cut unknowable beforehand, so it halves until it fits; a surrogate pair is never cut in two.
 */
export function splitWords(message: WordsMessage, maxBytes: number): WordsMessage[] {
  const { text, offset } = message;
  if (Buffer.byteLength(encodeMessage(message)) <= maxBytes) return [message];
  let middle = text.length >> 1;
  if (isLowSurrogate(text.charCodeAt(middle))) middle += 1;
  if (middle === 0 || middle >= text.length) return [];
  return [
    ...splitWords({ ...message, text: text.slice(0, middle) }, maxBytes),
    ...splitWords({ ...message, offset: offset + middle, text: text.slice(middle) }, maxBytes),
  ];
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
