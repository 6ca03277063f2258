'use client';
import Link from 'next/link';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';

interface PageFaultProps {
  error: Error & { digest?: string };
  onRetry: () => void;
}

const LOOK_MS = 1_000;

/** A page that failed while drawing. A part of it that could not be fetched is another matter than a defect. */
export function PageFault({ error, onRetry }: PageFaultProps) {
  return error.name === 'ChunkLoadError' || /load chunk/i.test(error.message) ? (
    <MissingPart />
  ) : (
    <Defect error={error} onRetry={onRetry} />
  );
}

/** The browser remembers that the part is missing, so the page is loaded anew, by itself once the server answers. */
function MissingPart() {
  // The external system is the server: it is asked until it answers.
  useEffect(() => {
    const timer = setInterval(() => {
      fetch('/api/health').then(
        ({ ok }) => ok && location.reload(),
        () => undefined,
      );
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <ErrorState title="A part of this page could not be loaded" onRetry={() => location.reload()} action={<GoToRuns />} className="flex-1">
      The connection broke on the way. The page comes back by itself as soon as the server answers; runs go on meanwhile.
    </ErrorState>
  );
}

/** `digest` finds the same fault in the server's log. */
function Defect({ error, onRetry }: PageFaultProps) {
  return (
    <ErrorState title="This page failed" onRetry={onRetry} action={<GoToRuns />} className="flex-1">
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

function GoToRuns() {
  return (
    <Button asChild variant="quiet">
      <Link href="/runs">Go to runs</Link>
    </Button>
  );
}
