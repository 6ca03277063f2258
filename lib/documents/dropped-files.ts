/**
 * The files of a drop, those in dropped folders with them. What was dropped is read before the first wait: a browser takes it
 * back once the event is over.
 */
export async function droppedFiles(dropped: DataTransfer): Promise<File[]> {
  const parts = [...dropped.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found = await Promise.all(parts.map((part) => (part === null ? [] : part instanceof File ? [part] : filesOf(part))));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader gives a hundred at a time, and none at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return files;
    for (const each of entries) files.push(...(await filesOf(each)));
  }
}
