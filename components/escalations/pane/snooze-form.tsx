'use client';
import { Button } from '@/components/ui/button';
import { useNowText } from '@/components/ui/now';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { snoozeChoices } from './snooze-choices';

interface SnoozeFormProps {
  escalation: EscalationDetail;
  busy: boolean;
  error?: string;
  onSend: (until: string | null) => void;
  onBack: () => void;
}

/** Out of the list for a while, at most until the deadline. */
export function SnoozeForm({ escalation, busy, error, onSend, onBack }: SnoozeFormProps) {
  const { deadlineAt, snoozedUntil } = escalation;
  // Renders again as choices pass the deadline.
  const labels = useNowText(
    (nowMs) =>
      snoozeChoices(nowMs, deadlineAt)
        .map(({ label }) => label)
        .join('|'),
    '',
  );
  const choose = (label: string) => {
    const chosen = snoozeChoices(Date.now(), deadlineAt).find((choice) => choice.label === label);
    if (chosen) onSend(new Date(chosen.untilMs).toISOString());
  };
  return (
    <section aria-label="Snooze" className="grid gap-2.5">
      <p className="text-muted text-xs">Put it off until later. Its deadline stays: if nobody answers by then, the default decides.</p>
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {labels === ''
          ? null
          : labels.split('|').map((label, index) => (
              <Button key={label} autoFocus={index === 0} busy={busy} onClick={() => choose(label)} className="max-sm:h-11">
                {label}
              </Button>
            ))}
        {labels === '' ? <span className="text-muted">Its deadline is too near to put it off.</span> : null}
        {snoozedUntil ? (
          <Button busy={busy} onClick={() => onSend(null)} className="max-sm:h-11">
            Back into the list
          </Button>
        ) : null}
        <Button variant="quiet" onClick={onBack} className="max-sm:h-11">
          Back
        </Button>
      </div>
    </section>
  );
}
