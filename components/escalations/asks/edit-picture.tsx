'use client';
import { useMemo } from 'react';
import { ChangePictures } from '@/components/graph-picture/change-pictures';
import type { EditableGraph, EditOperation } from '@/lib/contracts/edit';
import { applyEdit } from '@/lib/graph-edit/apply-edit';

const CAPTIONS = { before: 'Now', after: 'With the edit' };
const LABELS = { before: 'The graph as it is now', after: 'The graph with the proposed edit' };
const PLAIN = { cancelRunning: [], rerunInvalidated: false };

/** The graph without and with an edit that fits it; whether it does the server says. */
export function EditPicture({ graph, operations }: { graph: EditableGraph; operations: readonly EditOperation[] }) {
  const made = useMemo(() => {
    const outcome = applyEdit(graph, operations, PLAIN);
    if (!outcome.ok) return null;
    const { diff, graph: after } = outcome.result;
    return { after: after.tasks, changed: diff.changed.map(({ key }) => key) };
  }, [graph, operations]);
  if (!made) return null;
  return <ChangePictures before={graph.tasks} after={made.after} changed={made.changed} captions={CAPTIONS} labels={LABELS} />;
}
