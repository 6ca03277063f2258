'use client';
import { FileText, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import type { DocumentDraft } from '@/components/runs/new-run/draft';
import { documentOf, readDocument } from '@/components/runs/new-run/read-document';
import { randomKey } from '@/components/runs/new-run/request-key';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import type { WorkflowInput } from '@/lib/contracts/workflow';

const PasteDialog = dynamic(() => import('@/components/runs/new-run/paste-dialog').then((module) => module.PasteDialog), { ssr: false });

interface DocumentFieldProps {
  input: WorkflowInput;
  document: DocumentDraft | undefined;
  error?: string;
  onChange: (document: DocumentDraft | undefined) => void;
}

/** One document for an input: a file, or text at hand. */
export function DocumentField({ input, document, error, onChange }: DocumentFieldProps) {
  const fileRef = useRef<HTMLInputElement>(null);
  const [isPasting, setIsPasting] = useState(false);
  const [refused, setRefused] = useState<string>();
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const read = await readDocument(file, randomKey());
    setRefused(read.ok ? undefined : `${read.name} ${read.why}`);
    if (read.ok) onChange(read.document);
  };
  return (
    <Field label={input.title ?? input.name} optional={!input.required} error={error ?? refused}>
      {(control) => (
        <div className="flex min-h-9 flex-wrap items-center gap-2 rounded-md border border-line-strong border-dashed bg-surface px-2 py-1">
          <input
            {...control}
            ref={fileRef}
            type="file"
            className="sr-only"
            onChange={(event) => {
              void choose(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          {document ? (
            <>
              <FileText size={15} strokeWidth={1.6} aria-hidden className="ml-1 text-faint" />
              <span className="min-w-0 flex-1 truncate">{document.name}</span>
              <IconButton label={`Remove ${document.name}`} size="sm" onClick={() => onChange(undefined)}>
                <X size={14} aria-hidden />
              </IconButton>
            </>
          ) : (
            <span className="min-w-0 flex-1 pl-1 text-faint">No document</span>
          )}
          <Button size="sm" onClick={() => fileRef.current?.click()}>
            {document ? 'Replace' : 'Choose file'}
          </Button>
          {document ? null : (
            <Button size="sm" onClick={() => setIsPasting(true)}>
              Paste text
            </Button>
          )}
          {isPasting ? (
            <PasteDialog open onOpenChange={setIsPasting} onAdd={(name, content) => onChange(documentOf(name, content, randomKey()))} />
          ) : null}
        </div>
      )}
    </Field>
  );
}
