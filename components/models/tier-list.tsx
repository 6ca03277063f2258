'use client';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { Candidate, EndpointView } from '@/lib/contracts/model';
import { AddCandidate } from './add-candidate';
import { moved } from './describe-endpoint';

interface TierListProps {
  label: string;
  hint: string;
  list: readonly Candidate[];
  /** What serves where the list is empty. */
  inUse: readonly Candidate[];
  endpoints: readonly EndpointView[];
  mayManage: boolean;
  onChange: (list: Candidate[]) => void;
}

/** The models of one tier, preferred first. */
export function TierList({ label, hint, list, inUse, endpoints, mayManage, onChange }: TierListProps) {
  const [isAdding, setIsAdding] = useState(false);
  const isSet = list.length > 0;
  const shown = isSet ? list : inUse.filter(({ endpoint }) => endpoints.some((one) => one.builtin && one.name === endpoint));
  const isOff = (name: string) => endpoints.some((one) => one.name === name && !one.enabled);
  return (
    <section
      aria-label={`${label} tier`}
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-2 rounded-lg border border-line bg-surface px-3 py-3"
    >
      <div>
        <h3 className="font-medium text-sm">{label}</h3>
        <p className="text-faint text-xs">{hint}</p>
      </div>
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
        {shown.map((candidate, index) => (
          <li key={`${candidate.endpoint} ${candidate.model}`} className="flex items-center gap-1 rounded-md bg-sunken py-1 pr-1 pl-2.5">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-mono text-xs" title={candidate.model}>
                {candidate.model}
              </span>
              <span className="flex flex-wrap items-center gap-1.5 text-faint text-xs">
                {candidate.endpoint}
                {index === 0 ? null : <Badge>fallback</Badge>}
                {isOff(candidate.endpoint) ? <Badge tone="warn">off</Badge> : null}
              </span>
            </span>
            {mayManage && isSet ? (
              <>
                <IconButton
                  size="sm"
                  label={`Move ${candidate.model} up`}
                  disabled={index === 0}
                  onClick={() => onChange([...moved(list, index, -1)])}
                >
                  <ArrowUp size={13} aria-hidden />
                </IconButton>
                <IconButton
                  size="sm"
                  label={`Move ${candidate.model} down`}
                  disabled={index === list.length - 1}
                  onClick={() => onChange([...moved(list, index, 1)])}
                >
                  <ArrowDown size={13} aria-hidden />
                </IconButton>
                <IconButton size="sm" label={`Take ${candidate.model} out`} onClick={() => onChange(list.filter((_, at) => at !== index))}>
                  <X size={13} aria-hidden />
                </IconButton>
              </>
            ) : null}
          </li>
        ))}
      </ol>
      {isSet ? null : <p className="text-faint text-xs">Nobody set this tier: the built-in endpoint serves it.</p>}
      {isAdding ? (
        <AddCandidate
          endpoints={endpoints}
          onAdd={(candidate) => {
            setIsAdding(false);
            if (!list.some((one) => one.endpoint === candidate.endpoint && one.model === candidate.model)) onChange([...list, candidate]);
          }}
          onCancel={() => setIsAdding(false)}
        />
      ) : mayManage ? (
        <Button
          size="sm"
          variant="quiet"
          className="justify-self-start"
          onClick={() => setIsAdding(true)}
          aria-label={`${isSet ? 'Add fallback' : 'Set model'} of the ${label.toLowerCase()} tier`}
        >
          <Plus size={13} aria-hidden /> {isSet ? 'Add fallback' : 'Set model'}
        </Button>
      ) : null}
    </section>
  );
}
