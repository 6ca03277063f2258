'use client';
import { useMemo, useState } from 'react';
import { GraphPicture } from '@/components/graph-picture/graph-picture';
import { changePictures } from '@/components/graph-picture/picture-model';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { EditDetail } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';

/** Wider pictures stand above each other: a task is then below itself. */
const BESIDE_BELOW = 560;

/** The graph before and behind an edit, each task in the same place in both. */
export function EditPictures({ edit }: { edit: Pick<EditDetail, 'version' | 'before' | 'after' | 'diff'> }) {
  const [whole, setWhole] = useState(false);
  const pictures = useMemo(
    () => changePictures({ before: edit.before, after: edit.after, changed: edit.diff.changed.map((change) => change.key) }, whole),
    [edit, whole],
  );
  return (
    <div className="grid gap-2">
      <div className={cn('grid gap-3', pictures.after.width < BESIDE_BELOW && 'xl:grid-cols-2')}>
        <figure className="grid min-w-0 content-start gap-1">
          <figcaption className="text-faint text-xs">Before</figcaption>
          <GraphPicture
            picture={pictures.before}
            label={`The graph before edit ${edit.version}`}
            className="max-h-96 rounded-md border border-line bg-canvas p-2"
          />
        </figure>
        <figure className="grid min-w-0 content-start gap-1">
          <figcaption className="text-faint text-xs">After</figcaption>
          <GraphPicture
            picture={pictures.after}
            label={`The graph behind edit ${edit.version}`}
            className="max-h-96 rounded-md border border-line bg-canvas p-2"
          />
        </figure>
      </div>
      {pictures.hidden > 0 || whole ? (
        <p className="flex flex-wrap items-center gap-2 text-faint text-xs">
          {whole ? 'The whole graph is drawn.' : `Drawn is what stands beside the change; ${plural(pictures.hidden, 'task')} are not.`}
          <Button size="sm" variant="quiet" aria-pressed={whole} onClick={() => setWhole(!whole)}>
            {whole ? 'Only beside the change' : 'Draw all of it'}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
