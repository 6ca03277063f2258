'use client';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import type { WebhookSecret } from '@/lib/contracts/trigger';

/** Shows a secret once, with what to do with it. */
export function SecretDialog({ secret, onClose }: { secret: WebhookSecret; onClose: () => void }) {
  const example = `SECRET=…        # the secret above
BODY='{"feature":"Dark mode"}'
T=$(date +%s)
SIGNATURE=$(printf '%s.%s' "$T" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')
curl ${window.location.origin}${secret.path} -d "$BODY" -H "X-Signalbox-Signature: t=$T,v1=$SIGNATURE"`;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Copy the secret now"
      description="It is shown this once: it is derived, and nowhere kept."
      className="sm:w-[min(640px,calc(100vw-32px))]"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done, I have it
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-md border border-line-strong bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 select-all break-all text-xs">{secret.secret}</code>
        <CopyButton text={secret.secret} label="Copy secret" size="md" />
      </div>
      <p className="mt-3.5 mb-1.5 text-muted">
        Sign the time and the body with it (HMAC-SHA256 over <code className="text-xs">time.body</code>). A signature holds for five minutes
        and once.
      </p>
      <div className="relative rounded-md bg-sunken">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre tabIndex={0} className="scroll-quiet overflow-x-auto p-3 pr-10 text-xs leading-5">
          {example}
        </pre>
        <span className="absolute top-1.5 right-1.5">
          <CopyButton text={example} label="Copy example" />
        </span>
      </div>
    </Dialog>
  );
}
