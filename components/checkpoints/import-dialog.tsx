'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileArchive, FileUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useRef, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { randomKey } from '@/components/runs/new-run/request-key';
import { useFileDrop } from '@/components/runs/new-run/use-file-drop';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { formatBytes } from '@/lib/format/bytes';
import { useTRPC } from '@/lib/trpc/context';
import { sendCheckpointFile } from './send-file';

/** Makes a paused run of a file that was exported here or elsewhere. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const formId = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ file: File; key: string } | null>(null);
  const send = useMutation({
    mutationFn: ({ file, key }: { file: File; key: string }) => sendCheckpointFile(file, key),
    onSuccess: ({ runId, status }) => {
      void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
      if (status === 'PAUSED') toast.success('Imported as a paused run', { description: 'Look at it, then resume it.' });
      router.push(`/runs/${runId}`);
      onClose();
    },
  });
  const choose = ([file]: readonly File[]) => {
    if (!file || send.isPending) return;
    setChosen({ file, key: randomKey() });
    send.reset();
  };
  const { isOver, dropProps } = useFileDrop(choose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen && !send.isPending) send.mutate(chosen);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Import a checkpoint"
      description="It becomes a paused run of its own. What was done in it is there already and is not paid for again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={!chosen} busy={send.isPending}>
            Import
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-3">
        <div
          {...dropProps}
          role="presentation"
          className={cn(
            'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-line-strong border-dashed bg-surface px-3 py-3 transition-colors duration-120',
            isOver && 'border-accent border-solid bg-accent-soft',
          )}
        >
          <input
            ref={inputRef}
            type="file"
            accept=".gz,application/gzip"
            aria-label="File of a checkpoint"
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => {
              choose([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
          {chosen ? (
            <FileArchive size={16} strokeWidth={1.6} aria-hidden className="shrink-0 text-muted" />
          ) : (
            <FileUp size={16} strokeWidth={1.6} aria-hidden className="shrink-0 text-faint" />
          )}
          <p className="min-w-0 flex-1">
            {chosen ? (
              <>
                <span className="block truncate font-medium">{chosen.file.name}</span>
                <span className="num block text-faint text-xs">{formatBytes(chosen.file.size)}</span>
              </>
            ) : (
              <span className="text-muted">{isOver ? 'Drop to choose it' : 'A file that was exported from a checkpoint'}</span>
            )}
          </p>
          <Button size="sm" disabled={send.isPending} onClick={() => inputRef.current?.click()}>
            {chosen ? 'Choose another' : 'Choose file'}
          </Button>
        </div>
        {send.isError ? <FormNote>{send.error.message}</FormNote> : null}
      </form>
    </Dialog>
  );
}
