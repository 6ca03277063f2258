'use client';
import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { PictureTask } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { GraphPicture } from './graph-picture';
import { changePictures } from './picture-model';

/** Wider pictures stand above each other: a task is then below itself. */
const BESIDE_BELOW = 560;

interface Sides {
  before: string;
  after: string;
}

interface ChangePicturesProps {
  before: readonly PictureTask[];
  after: readonly PictureTask[];
  /** Keys whose specification is another. */
  changed: readonly string[];
  captions: Sides;
  /** What each picture shows, in a sentence. */
  labels: Sides;
}

/** A graph before and behind a change, each task in the same place in both. */
export function ChangePictures({ before, after, changed, captions, labels }: ChangePicturesProps) {
  const [whole, setWhole] = useState(false);
  const pictures = useMemo(() => changePictures({ before, after, changed }, whole), [before, after, changed, whole]);
  return (
    <div className="grid gap-2">
      <div className={cn('grid gap-3', pictures.after.width < BESIDE_BELOW && 'xl:grid-cols-2')}>
        {(['before', 'after'] as const).map((side) => (
          <figure key={side} className="grid min-w-0 content-start gap-1">
            <figcaption className="text-faint text-xs">{captions[side]}</figcaption>
            <GraphPicture picture={pictures[side]} label={labels[side]} className="max-h-96 rounded-md border border-line bg-canvas p-2" />
          </figure>
        ))}
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
