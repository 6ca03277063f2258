import { type DragEvent, useEffect, useState } from 'react';
import { droppedFiles } from '@/lib/documents/dropped-files';

const holdsFiles = ({ dataTransfer }: { dataTransfer: DataTransfer | null }) => dataTransfer?.types.includes('Files') ?? false;

/** Makes an element take files: spread `dropProps` on it. Beside it a drop does nothing, where a browser would leave the page. */
export function useFileDrop(onFiles: (files: File[]) => void) {
  const [isOver, setIsOver] = useState(false);
  // The document's own events are the external system.
  useEffect(() => {
    const abort = new AbortController();
    const stay = (event: globalThis.DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    for (const type of ['dragover', 'drop'] as const) document.addEventListener(type, stay, { signal: abort.signal });
    return () => abort.abort();
  }, []);
  const onDragOver = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const dropProps = {
    onDragEnter: onDragOver,
    onDragOver,
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      // To a part of the element is not out of it.
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setIsOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      void droppedFiles(event.dataTransfer).then(onFiles);
    },
  };
  return { isOver, dropProps };
}
