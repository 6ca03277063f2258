'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';

interface PasteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAdd: (name: string, content: string) => void;
}

/** A document from text at hand, without a file. */
export function PasteDialog({ open, onOpenChange, onAdd }: PasteDialogProps) {
  const [name, setName] = useState('notes.md');
  const [content, setContent] = useState('');
  const canAdd = name.trim() !== '' && content.trim() !== '';
  const add = () => {
    onAdd(name.trim(), content);
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add text as a document"
      className="sm:w-[min(640px,calc(100vw-32px))]"
      footer={
        <Button variant="primary" disabled={!canAdd} onClick={add}>
          Add document
        </Button>
      }
    >
      <div className="grid gap-3">
        <Field label="File name" hint="Its ending says what it is: .md, .csv, .json, .ts …">
          {(control) => <Input {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Text">
          {(control) => (
            <Textarea
              {...control}
              autoFocus
              value={content}
              onChange={(event) => setContent(event.target.value)}
              className="min-h-56 font-mono text-xs"
              spellCheck={false}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
