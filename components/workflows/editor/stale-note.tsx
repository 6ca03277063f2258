'use client';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';

interface StaleNoteProps {
  workflowKey: string;
  /** What was edited, and what is there now. */
  baseVersion: number;
  currentVersion: number;
  busy: boolean;
  onSave: () => void;
}

/** Somebody saved meanwhile. What was typed stays in the editor; both versions stay in the history. */
export function StaleNote({ workflowKey, baseVersion, currentVersion, busy, onSave }: StaleNoteProps) {
  return (
    <FormNote>
      <p>
        Somebody saved version {currentVersion} while you edited version {baseVersion}. What you wrote is kept here.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button asChild>
          <a href={`/workflows/${encodeURIComponent(workflowKey)}?tab=versions&version=${currentVersion}`} target="_blank" rel="noopener">
            See version {currentVersion}
          </a>
        </Button>
        <Button busy={busy} onClick={onSave}>
          Save mine as version {currentVersion + 1}
        </Button>
      </div>
    </FormNote>
  );
}
