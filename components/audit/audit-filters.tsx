import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { AUDIT_NOUNS, AUDIT_PERIODS, type auditQuery, type useAuditFilters } from './use-audit-filters';

type Filters = ReturnType<typeof useAuditFilters>;
const ANY = 'any';

const exportUrl = (query: ReturnType<typeof auditQuery>, format: 'csv' | 'jsonl') =>
  `/api/v1/audit/export?${new URLSearchParams({ ...query, format })}`;

/** What the list is narrowed to, and the way to take it along. */
export function AuditFilters({ filters, set, clear, isFiltered, query }: Filters & { query: ReturnType<typeof auditQuery> }) {
  const actions = [{ value: ANY, label: 'Any action' }, ...AUDIT_NOUNS.map((noun) => ({ value: noun as string, label: `${noun}.*` }))];
  if (filters.action && !actions.some(({ value }) => value === filters.action))
    actions.push({ value: filters.action, label: filters.action });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Input
        aria-label="Search"
        placeholder="Search"
        type="search"
        value={filters.q}
        maxLength={200}
        onChange={(event) => set({ q: event.target.value })}
        className="w-full sm:w-48"
      />
      <Input
        aria-label="Actor"
        placeholder="Who"
        type="search"
        value={filters.actor}
        maxLength={200}
        onChange={(event) => set({ actor: event.target.value })}
        className="min-w-0 flex-1 sm:w-36 sm:flex-none"
      />
      <Select
        aria-label="Action"
        value={filters.action || ANY}
        onValueChange={(value) => set({ action: value === ANY ? '' : value })}
        options={actions}
        className="w-32"
      />
      <Select
        aria-label="Period"
        value={filters.since || 'all'}
        onValueChange={(value) => set({ since: value === 'all' ? '' : value })}
        options={AUDIT_PERIODS}
        className="w-28"
      />
      {filters.target ? (
        <Button size="sm" onClick={() => set({ target: '' })} title={filters.target}>
          one target ×
        </Button>
      ) : null}
      {isFiltered ? (
        <Button variant="quiet" onClick={clear}>
          Clear
        </Button>
      ) : null}
      <span className="flex gap-2 sm:ml-auto">
        <Button asChild>
          <a href={exportUrl(query, 'csv')} download>
            CSV
          </a>
        </Button>
        <Button asChild>
          <a href={exportUrl(query, 'jsonl')} download>
            JSON Lines
          </a>
        </Button>
      </span>
    </div>
  );
}
