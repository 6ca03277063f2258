'use client';
import { FileUp } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ClipboardEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Meter } from '@/components/ui/meter';
import { formatBytes } from '@/lib/format/bytes';
import { type DocumentDraft, MAX_DOCUMENT_BYTES, totalBytes } from './draft';
import { documentOf, readDocument } from './read-document';
import { randomKey } from './request-key';
import { useFileDrop } from './use-file-drop';

const DocumentRow = dynamic(() => import('./document-row').then((module) => module.DocumentRow), { ssr: false });
const PasteDialog = dynamic(() => import('./paste-dialog').then((module) => module.PasteDialog), { ssr: false });

interface DocumentsFieldProps {
  documents: readonly DocumentDraft[];
  /** By index. */
  errors: ReadonlyMap<number, string>;
  onChange: (update: (documents: DocumentDraft[]) => DocumentDraft[]) => void;
}

/** A name is used once in a run: the later file takes the place of the earlier. */
const withDocument = (documents: DocumentDraft[], added: DocumentDraft): DocumentDraft[] =>
  documents.some((document) => document.name === added.name)
    ? documents.map((document) => (document.name === added.name ? { ...added, type: document.type } : document))
    : [...documents, added];

export function DocumentsField({ documents, errors, onChange }: DocumentsFieldProps) {
  const [refused, setRefused] = useState<string[]>([]);
  const [isPasting, setIsPasting] = useState(false);
  const add = (document: DocumentDraft) => onChange((current) => withDocument(current, document));
  const addFiles = async (files: readonly File[]) => {
    const results = await Promise.all(files.map((file) => readDocument(file, randomKey())));
    for (const result of results) if (result.ok) add(result.document);
    setRefused(results.flatMap((result) => (result.ok ? [] : [`${result.name} ${result.why}`])));
  };
  const fileRef = useRef<HTMLInputElement>(null);
  const { isOver: isDragActive, dropProps } = useFileDrop((files) => void addFiles(files));
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void addFiles(files);
  };
  const bytes = totalBytes(documents);
  const isOver = bytes > MAX_DOCUMENT_BYTES;
  const sizeText = `${formatBytes(bytes)} of ${formatBytes(MAX_DOCUMENT_BYTES)}`;

  return (
    <section aria-label="Documents" className="grid gap-1.5">
      <div className="flex items-end justify-between gap-3">
        <h2 className="font-medium text-muted text-xs tracking-normal">
          Documents <span className="ml-1 font-normal text-faint">optional</span>
        </h2>
        {documents.length > 0 ? (
          <span className={cn('num flex items-center gap-2 text-xs', isOver ? 'text-failed' : 'text-faint')}>
            {sizeText}
            <Meter
              label="Size"
              value={bytes}
              max={MAX_DOCUMENT_BYTES}
              valueText={sizeText}
              tone={isOver ? 'bad' : 'accent'}
              className="h-1 w-16"
            />
          </span>
        ) : null}
      </div>
      <div
        {...dropProps}
        role="presentation"
        onPaste={onPaste}
        className={cn(
          'overflow-hidden rounded-md border border-line-strong border-dashed bg-surface transition-colors duration-120',
          isDragActive && 'border-accent border-solid bg-accent-soft',
        )}
      >
        <input
          ref={fileRef}
          type="file"
          multiple
          aria-label="Add documents"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void addFiles([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        {documents.length > 0 ? (
          <ul className="border-line border-b">
            {documents.map((document, index) => (
              <DocumentRow
                key={document.id}
                document={document}
                error={errors.get(index)}
                onTypeChange={(type) => onChange((all) => all.map((one) => (one.id === document.id ? { ...one, type } : one)))}
                onRemove={() => onChange((all) => all.filter((one) => one.id !== document.id))}
              />
            ))}
          </ul>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
          <FileUp size={16} strokeWidth={1.6} aria-hidden className="text-faint max-sm:hidden" />
          <p className="min-w-0 flex-1 text-muted max-sm:hidden">
            {isDragActive ? 'Drop to add them' : 'Drop files here: text, source, PDF, or a zip of sources'}
          </p>
          <Button size="sm" onClick={() => fileRef.current?.click()} className="max-sm:flex-1">
            Choose files
          </Button>
          <Button size="sm" onClick={() => setIsPasting(true)} className="max-sm:flex-1">
            Paste text
          </Button>
        </div>
      </div>
      {isOver ? (
        <p role="alert" className="text-failed text-xs">
          Together the documents are larger than the server takes. Remove some, or keep the parts that matter.
        </p>
      ) : null}
      {refused.length > 0 ? (
        <ul role="alert" className="grid gap-0.5 text-failed text-xs">
          {refused.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : null}
      {isPasting ? (
        <PasteDialog open onOpenChange={setIsPasting} onAdd={(name, content) => add(documentOf(name, content, randomKey()))} />
      ) : null}
    </section>
  );
}
