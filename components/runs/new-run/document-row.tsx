import { FileArchive, FileCode2, FileSpreadsheet, FileText, X } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { DOCUMENT_TYPES } from '@/lib/documents/guess-type';
import { formatBytes } from '@/lib/format/bytes';
import type { DocumentDraft } from './draft';

function DocumentIcon({ type, name, encoding }: Pick<DocumentDraft, 'type' | 'name' | 'encoding'>) {
  const isArchive = encoding === 'base64' && !name.toLowerCase().endsWith('.pdf');
  const Icon = isArchive ? FileArchive : type === 'code' || type === 'tests' ? FileCode2 : type === 'data' ? FileSpreadsheet : FileText;
  return <Icon size={16} strokeWidth={1.6} aria-hidden className="shrink-0 text-faint" />;
}

interface DocumentRowProps {
  document: DocumentDraft;
  error?: string;
  onTypeChange: (type: string) => void;
  onRemove: () => void;
}

export function DocumentRow({ document, error, onTypeChange, onRemove }: DocumentRowProps) {
  return (
    <li className="border-line border-b last:border-0">
      <div className="flex items-center gap-2.5 py-1 pr-1.5 pl-3">
        <DocumentIcon {...document} />
        <span className="min-w-0 flex-1 truncate" title={document.name}>
          {document.name}
        </span>
        <span className="num text-faint text-xs max-sm:hidden">
          {formatBytes(document.encoding ? Math.floor((document.content.length * 3) / 4) : document.wireBytes)}
        </span>
        <Select
          value={document.type}
          onValueChange={onTypeChange}
          options={DOCUMENT_TYPES.map((type) => ({ value: type, label: type }))}
          aria-label={`Type of ${document.name}`}
          className="h-7 w-32 border-transparent bg-transparent text-muted"
        />
        <IconButton label={`Remove ${document.name}`} size="sm" onClick={onRemove}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {error ? (
        <p role="alert" className="pr-3 pb-1.5 pl-9.5 text-failed text-xs">
          {error}
        </p>
      ) : null}
    </li>
  );
}
