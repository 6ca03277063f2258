'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Copy, Download, Pencil, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { PageHeader } from '@/components/ui/page-header';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { WORKFLOW_SCHEMA_PATH } from '@/lib/workflow/workflow-schema-path';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

export function WorkflowHeader({ workflow, mayWrite }: { workflow: WorkflowView; mayWrite: boolean }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const path = `/workflows/${encodeURIComponent(workflow.key)}`;
  const mayEdit = mayWrite && !workflow.builtIn;
  const remove = useMutation(
    trpc.workflows.delete.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.workflows.list.pathFilter());
        router.push('/workflows');
      },
      onError: async (error) => {
        const { toast } = await import('sonner');
        toast.error('The workflow was not deleted', { description: explainError(readError(error)) });
      },
    }),
  );
  useShortcut('e', 'Edit the workflow', () => router.push(`${path}/edit`), { group: 'Workflow', enabled: mayEdit });
  return (
    <>
      <PageHeader
        title={workflow.title}
        trail={
          <>
            <Link href="/workflows" className="hover:text-fg">
              Workflows
            </Link>
            <span aria-hidden>/</span>
            <code>{workflow.key}</code>
          </>
        }
        aside={
          <span className="flex gap-1.5">
            {workflow.builtIn ? <Badge tone="accent">built in</Badge> : <Badge>v{workflow.version}</Badge>}
            {workflow.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </span>
        }
        description={workflow.description || undefined}
        actions={
          <>
            <IconButton label="Export as YAML" onClick={() => void download(workflow)}>
              <Download size={15} aria-hidden />
            </IconButton>
            {mayEdit ? (
              <IconButton label="Delete workflow" onClick={() => setAsking(true)}>
                <Trash2 size={15} aria-hidden />
              </IconButton>
            ) : null}
            {mayWrite ? (
              <Button asChild>
                <Link href={`/workflows/new?from=${encodeURIComponent(workflow.key)}`}>
                  <Copy size={14} aria-hidden /> Duplicate
                </Link>
              </Button>
            ) : null}
            {mayEdit ? (
              <Button asChild>
                <Link href={`${path}/edit`}>
                  <Pencil size={14} aria-hidden /> Edit <ShortcutHint keys="e" />
                </Link>
              </Button>
            ) : null}
          </>
        }
      />
      {asking ? (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={`Delete “${workflow.title}”?`}
          action="Delete workflow"
          danger
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ key: workflow.key })}
        >
          Its schedules and webhooks go with it. Runs that it started stay, and the versions they were started from can still be read.
        </ConfirmDialog>
      ) : null}
    </>
  );
}

async function download(workflow: WorkflowView): Promise<void> {
  const [{ writeWorkflowYaml }, { saveFile }] = await Promise.all([
    import('@/lib/workflow/workflow-yaml'),
    import('@/components/artifacts/save-file'),
  ]);
  const { builtIn: _b, version: _v, updatedAt: _a, updatedBy: _u, ...draft } = workflow;
  saveFile(`${workflow.key}.yaml`, writeWorkflowYaml(draft, new URL(WORKFLOW_SCHEMA_PATH, window.location.origin).href));
}
