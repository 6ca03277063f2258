import { X } from 'lucide-react';

/** A filter that is on; a press takes it off. */
export function FilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      onClick={onRemove}
      aria-label={`${label}: take this off`}
      className="inline-flex h-6 max-w-64 shrink-0 items-center gap-1 rounded-full border border-line-strong bg-surface pr-1.5 pl-2.5 text-xs hover:bg-hover pointer-coarse:h-9 pointer-coarse:px-3"
    >
      <span className="truncate">{label}</span>
      <X size={12} aria-hidden className="shrink-0 text-faint" />
    </button>
  );
}
