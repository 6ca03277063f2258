'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { plural } from '@/lib/format/count';
import { countPlaces, type EditorDraft, makeInput } from './editor-draft';

/** Makes an input of words that stand in the goal and the prompts: the plan of one run becomes one for many. */
export function WordsToInput({ draft, onChange }: { draft: EditorDraft; onChange: (draft: EditorDraft) => void }) {
  const [words, setWords] = useState('');
  const [name, setName] = useState('');
  const places = countPlaces(draft, words.trim());
  const isName = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name);
  const apply = () => {
    if (places === 0 || !isName) return;
    onChange(makeInput(draft, words.trim(), name));
    setWords('');
    setName('');
  };
  return (
    <div className="grid gap-2.5 rounded-md bg-sunken p-3">
      <p className="text-muted text-xs">Turn words that stand in the goal and the prompts into an input; they become its default.</p>
      <div className="grid items-end gap-2.5 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]">
        <Field label="Words">
          {(control) => (
            <Input
              {...control}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              placeholder="Dunmore harbour"
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="Name of the input">
          {(control) => (
            <Input
              {...control}
              value={name}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                apply();
              }}
              placeholder="harbour"
              className="font-mono text-xs"
              autoComplete="off"
            />
          )}
        </Field>
        <Button onClick={apply} disabled={places === 0 || !isName}>
          {words.trim() === '' ? 'Replace' : `Replace in ${plural(places, 'place')}`}
        </Button>
      </div>
    </div>
  );
}
