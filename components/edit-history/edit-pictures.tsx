'use client';
import { useMemo } from 'react';
import { ChangePictures } from '@/components/graph-picture/change-pictures';
import type { EditDetail } from '@/lib/contracts/edit';

const CAPTIONS = { before: 'Before', after: 'After' };

/** The graph before and behind an edit. */
export function EditPictures({ edit }: { edit: Pick<EditDetail, 'version' | 'before' | 'after' | 'diff'> }) {
  const { version, before, after, diff } = edit;
  const changed = useMemo(() => diff.changed.map((change) => change.key), [diff]);
  const labels = { before: `The graph before edit ${version}`, after: `The graph behind edit ${version}` };
  return <ChangePictures before={before} after={after} changed={changed} captions={CAPTIONS} labels={labels} />;
}
