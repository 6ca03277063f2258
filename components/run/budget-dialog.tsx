'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { RunDetail } from '@/lib/contracts/run';
import { formatMoney } from '@/lib/format/money';
import { readBudget } from './read-budget';
import { isOverBudget } from './run-status';
import type { RunControl } from './use-run-control';

interface BudgetDialogProps {
  run: RunDetail;
  control: RunControl;
  onClose: () => void;
}

export function BudgetDialog({ run, control, onClose }: BudgetDialogProps) {
  const [text, setText] = useState(run.budgetUsd === null ? '' : String(run.budgetUsd));
  const [error, setError] = useState<string>();
  const paused = run.status === 'PAUSED' && run.statusReason === 'budget';
  const save = (resume: boolean) => {
    const budget = readBudget(text);
    if ('error' in budget) {
      setError(budget.error);
      return;
    }
    const onSuccess = () => {
      onClose();
      const enough = !isOverBudget({ ...run, budgetUsd: budget.usd });
      if (resume && enough) control.resume();
    };
    control.setBudget(budget.usd, { onSuccess });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(paused);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Budget"
      description={`Spent so far: ${formatMoney(run.spentUsd)}. At the budget no new model call starts and the run pauses.`}
      footer={
        <>
          {paused ? (
            <Button onClick={() => save(false)} busy={control.busy}>
              Save
            </Button>
          ) : null}
          <Button variant="primary" type="submit" form="budget" busy={control.busy}>
            {paused ? 'Save and resume' : 'Save'}
          </Button>
        </>
      }
    >
      <form id="budget" onSubmit={submit} noValidate>
        <Field label="Budget in US dollars" hint="Leave it empty for no budget." error={error} optional>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoFocus
              autoComplete="off"
              placeholder="5.00"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setError(undefined);
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
