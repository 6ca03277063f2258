'use client';
export function ConflictDialog(_props: {
  store: unknown;
  calls: unknown;
  stale: unknown;
  applying: boolean;
  onApply: () => void;
  onClose: () => void;
}) {
  return null;
}
