'use client';
import { Search } from 'lucide-react';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { typeWords } from '../escalation-words';
import { type History, OUTCOMES, TYPES } from './use-history';

const ANY = 'any';
const OUTCOME_WORDS: Record<(typeof OUTCOMES)[number], string> = {
  approved: 'Approved',
  approved_with_conditions: 'With conditions',
  rejected: 'Rejected',
  auto_decided: 'By the clock',
  revoked: 'Taken back',
};
const BY = [
  { value: ANY, label: 'By anybody' },
  { value: 'people', label: 'By people' },
  { value: 'leads', label: 'By leads' },
  { value: 'clock', label: 'By the clock' },
] as const;

export function HistoryToolbar({ history: { url, set } }: { history: History }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-y bg-canvas px-4 py-2 sm:px-5">
      <search className="relative min-w-48 flex-1 sm:max-w-80">
        <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
        <Input
          value={url.q}
          onChange={(event) => set({ q: event.target.value })}
          maxLength={200}
          placeholder="Question, run, task"
          aria-label="Search what was decided"
          className="h-7 pl-8"
        />
      </search>
      <Select
        aria-label="Type"
        value={url.type ?? ANY}
        onValueChange={(type) => set({ type: TYPES.find((one) => one === type) ?? null })}
        options={[{ value: ANY, label: 'Any type' }, ...TYPES.map((type) => ({ value: type, label: typeWords(type) }))]}
        className="h-7 w-36 pointer-coarse:h-10"
      />
      <Select
        aria-label="Outcome"
        value={url.outcome ?? ANY}
        onValueChange={(outcome) => set({ outcome: OUTCOMES.find((one) => one === outcome) ?? null })}
        options={[{ value: ANY, label: 'Any outcome' }, ...OUTCOMES.map((one) => ({ value: one, label: OUTCOME_WORDS[one] }))]}
        className="h-7 w-36 pointer-coarse:h-10"
      />
      <Select
        aria-label="Decided by"
        value={url.by ?? ANY}
        onValueChange={(by) => set({ by: by === 'people' || by === 'leads' || by === 'clock' ? by : null })}
        options={BY}
        className="h-7 w-32 pointer-coarse:h-10"
      />
    </div>
  );
}
