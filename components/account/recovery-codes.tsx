import { CopyButton } from '@/components/ui/copy-button';

/** Shown this once. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <div className="rounded-md border border-line-strong bg-sunken p-3">
      <div className="mb-2 flex items-center justify-between gap-2">
        <span className="text-muted text-xs">Each opens the door once, in place of a code of the app.</span>
        <CopyButton text={codes.join('\n')} label="Copy recovery codes" size="md" />
      </div>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1">
        {codes.map((code) => (
          <li key={code}>
            <code className="select-all text-xs">{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
