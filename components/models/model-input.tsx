'use client';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Input } from '@/components/ui/input';
import { useTRPC } from '@/lib/trpc/context';

interface ModelInputProps {
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  /** Whose models are suggested, by its name. */
  endpoint: string;
  value: string;
  onChange: (value: string) => void;
  onEnter?: () => void;
  autoFocus?: boolean;
}

/** A model's id, with what the endpoint lists as suggestions. One that lists nothing takes any. */
export function ModelInput({ endpoint, value, onChange, onEnter, ...rest }: ModelInputProps) {
  const trpc = useTRPC();
  const listId = useId();
  const listed = useQuery(
    trpc.models.suggestions.queryOptions({ name: endpoint }, { enabled: endpoint !== '', staleTime: 300_000, retry: false }),
  );
  return (
    <>
      <Input
        {...rest}
        list={listId}
        value={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        placeholder={listed.data?.models[0] ?? 'model id'}
        className="font-mono text-xs"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !onEnter) return;
          event.preventDefault();
          onEnter();
        }}
      />
      <datalist id={listId}>
        {listed.data?.models.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
    </>
  );
}
