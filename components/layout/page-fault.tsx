import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';

/** A page that failed while drawing. `digest` finds the same fault in the server's log. */
export function PageFault({ error, onRetry }: { error: Error & { digest?: string }; onRetry: () => void }) {
  return (
    <ErrorState
      title="This page failed"
      onRetry={onRetry}
      action={
        <Button asChild variant="quiet">
          <Link href="/runs">Go to runs</Link>
        </Button>
      }
      className="flex-1"
    >
      {error.digest ? (
        <>
          It is a defect of Signalbox. The server’s log has it under <code>{error.digest}</code>.
        </>
      ) : (
        <>It is a defect of Signalbox: {error.message}</>
      )}{' '}
      Nothing was lost: runs go on without this page.
    </ErrorState>
  );
}
