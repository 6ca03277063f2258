'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FormNote } from '@/components/auth/form-note';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { EndpointView, ModelsView } from '@/lib/contracts/model';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

interface RemoveEndpointDialogProps {
  models: ModelsView;
  endpoint: EndpointView;
  onOpenChange: (open: boolean) => void;
}

export function RemoveEndpointDialog({ models, endpoint, onOpenChange }: RemoveEndpointDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.models.removeEndpoint.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.models.get.queryKey(), saved);
        onOpenChange(false);
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title={`Remove “${endpoint.name}”?`}
      action="Remove endpoint"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ name: endpoint.name, baseVersion: models.version })}
    >
      <p>Its address and its key are deleted. Transcripts keep its name.</p>
      {remove.error ? (
        <div className="mt-2.5">
          <FormNote>{explainError(readError(remove.error))}</FormNote>
        </div>
      ) : null}
    </ConfirmDialog>
  );
}
