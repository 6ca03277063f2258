import { describe, expect, it } from 'vitest';
import type { Words } from '@/lib/contracts/live';
import { addWords, type Spoken, spokenText } from './spoken';

const say = (offset: number, text: string, turn = 1, epoch = 1): Words => ({ runId: 'r', taskKey: 'a', epoch, turn, offset, text });
const hear = (chunks: Words[]) => chunks.reduce<Spoken | null>(addWords, null);

describe('words of an agent', () => {
  it.each<[string, Words[], string]>([
    ['one chunk', [say(0, 'The')], 'The'],
    ['chunks in order', [say(0, 'The '), say(4, 'range')], 'The range'],
    ['a repeated chunk', [say(0, 'The '), say(4, 'range'), say(4, 'range')], 'The range'],
    ['the whole again, in chunks, for somebody who came late', [say(0, 'The range'), say(0, 'The'), say(3, ' range')], 'The range'],
    ['a resend that is ahead of us', [say(0, 'The'), say(0, 'The range')], 'The range'],
    ['an overlap', [say(0, 'The ra'), say(4, 'range first')], 'The range first'],
    ['a gap shows what is there', [say(0, 'The '), say(10, 'first')], 'The  … first'],
    ['a missing beginning', [say(4, 'range')], '… range'],
    ['a late chunk fills its gap', [say(0, 'The '), say(10, 'first'), say(4, 'range ')], 'The range first'],
    ['a resend fills every gap', [say(4, 'ran'), say(10, 'first'), say(0, 'The range first')], 'The range first'],
    ['a chunk over the edges of a gap', [say(0, 'The r'), say(8, 'e first'), say(3, ' range f')], 'The range first'],
    ['a call tried again', [say(0, 'The range'), say(0, 'Let')], 'Let'],
    ['a new turn', [say(0, 'The range'), say(0, 'Now', 2)], 'Now'],
    ['a stale turn', [say(0, 'Now', 2), say(0, 'The range', 1)], 'Now'],
    ['a new epoch, turn back', [say(0, 'The range', 3), say(0, 'Once more', 1, 2)], 'Once more'],
    ['a stale epoch, turn ahead', [say(0, 'Once', 1, 2), say(0, 'The range', 3, 1)], 'Once'],
    ['an empty chunk', [say(0, 'The'), say(3, '')], 'The'],
  ])('%s', (_name, chunks, text) => {
    const spoken = hear(chunks);
    expect(spoken && spokenText(spoken)).toBe(text);
  });

  it('is the same object when nothing is new, so that nothing is drawn again', () => {
    const spoken = hear([say(0, 'The '), say(4, 'range')]);
    expect(addWords(spoken, say(4, 'ran'))).toBe(spoken);
  });
});
