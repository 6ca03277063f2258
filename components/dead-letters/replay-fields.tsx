'use client';
import { ROLE_CHOICES } from '@/components/runs/filters/role-label';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Textarea } from '@/components/ui/textarea';
import { TIERS } from '@/lib/contracts/task';
import type { ReplayDraft, ReplayField, ReplaySettings } from './replay-draft';

interface ReplayFieldsProps {
  draft: ReplayDraft;
  /** Null: many, of which each keeps what is left empty. */
  settings: ReplaySettings | null;
  errors: Partial<Record<ReplayField, string>>;
  onChange: (part: Partial<ReplayDraft>) => void;
}

/** A list cannot hold an empty value. */
const OWN = 'own';
const ROLE_OPTIONS = ROLE_CHOICES.filter(([role]) => role !== 'planner').map(([value, label]) => ({ value: value as string, label }));
const TIER_OPTIONS = TIERS.map((tier) => ({ value: tier as string, label: tier }));

/** What may be changed of a task before it runs again. */
export function ReplayFields({ draft, settings, errors, onChange }: ReplayFieldsProps) {
  const own = settings ? [] : [{ value: OWN, label: 'Each its own' }];
  const isPlanner = settings?.role === 'planner';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Field
        label="Prompt"
        error={errors.prompt}
        hint={settings ? undefined : 'The same for all. Left empty each keeps its own.'}
        optional={!settings}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={settings ? 8 : 3}
            maxLength={200_000}
            value={draft.prompt}
            onChange={(event) => onChange({ prompt: event.target.value })}
            className="font-mono text-xs leading-[1.55]"
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-3">
        {isPlanner ? null : (
          <Field label="Role" error={errors.role}>
            {(control) => (
              <Select
                {...control}
                value={draft.role === '' ? OWN : draft.role}
                onValueChange={(role) => onChange({ role: role === OWN ? '' : role })}
                options={[...own, ...ROLE_OPTIONS]}
              />
            )}
          </Field>
        )}
        <Field label="Tier" error={errors.tier}>
          {(control) => (
            <Select
              {...control}
              value={draft.tier === '' ? OWN : draft.tier}
              onValueChange={(tier) => onChange({ tier: tier === OWN ? '' : tier })}
              options={[...own, ...TIER_OPTIONS]}
            />
          )}
        </Field>
        <Field label="Time limit in seconds" error={errors.timeoutSeconds}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              placeholder={settings ? undefined : 'each its own'}
              value={draft.timeoutSeconds}
              onChange={(event) => onChange({ timeoutSeconds: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Input" error={errors.input} hint="Given to the task in its first request, besides its materials." optional>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={200_000}
            value={draft.input}
            onChange={(event) => onChange({ input: event.target.value })}
            className="min-h-14"
          />
        )}
      </Field>
    </div>
  );
}
