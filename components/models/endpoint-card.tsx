import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { EndpointHealth, EndpointView, HealthWindow } from '@/lib/contracts/model';
import { formatCount } from '@/lib/format/count';
import { describeErrors, describeKey, describeLimits, formatLatency, standingOf } from './describe-endpoint';

interface EndpointCardProps {
  endpoint: EndpointView;
  health: EndpointHealth | undefined;
  mayManage: boolean;
  onAsk: (what: 'edit' | 'test' | 'remove') => void;
}

/** An endpoint: where it is, what it may be asked, how it fares. */
export function EndpointCard({ endpoint, health, mayManage, onAsk }: EndpointCardProps) {
  const { name, builtin, baseUrl, enabled } = endpoint;
  const standing = standingOf(health);
  return (
    <li aria-label={name} className="grid gap-3 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-2">
            <h3 className="font-medium text-sm">{name}</h3>
            {enabled ? (
              <Badge tone={standing.tone} title={standing.meaning}>
                {standing.word}
              </Badge>
            ) : (
              <Badge tone="neutral">off</Badge>
            )}
            {builtin ? <Badge>built in</Badge> : null}
          </div>
          <p className="mt-0.5 break-all font-mono text-muted text-xs">
            {baseUrl ?? 'The offline model: invented words, no network, no cost'}
          </p>
          <p className="mt-0.5 text-faint text-xs">
            {builtin && baseUrl === null ? 'serves every tier that nobody set' : `${describeKey(endpoint)} · ${describeLimits(endpoint)}`}
            {builtin && baseUrl !== null ? ' · of the environment, changed there' : ''}
          </p>
        </div>
        {mayManage ? (
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => onAsk('test')} aria-label={`Test ${name}`}>
              Test
            </Button>
            {builtin ? null : (
              <>
                <Button size="sm" onClick={() => onAsk('edit')} aria-label={`Edit ${name}`}>
                  Edit
                </Button>
                <Button size="sm" variant="danger" onClick={() => onAsk('remove')} aria-label={`Remove ${name}`}>
                  Remove
                </Button>
              </>
            )}
          </div>
        ) : null}
      </div>
      {health ? <Figures health={health} /> : null}
    </li>
  );
}

function Figures({ health }: { health: EndpointHealth }) {
  const { last15Minutes, last24Hours, lastFailure } = health;
  if (last24Hours.calls === 0) return null;
  return (
    <div className="grid gap-2 border-line border-t pt-2.5">
      <table className="w-full text-left text-xs">
        <thead className="text-faint">
          <tr className="[&>th]:py-0.5 [&>th]:font-normal">
            <th scope="col">Last</th>
            <th scope="col" className="text-right">
              Calls
            </th>
            <th scope="col" className="text-right">
              Latency p50 · p95
            </th>
            <th scope="col" className="text-right max-sm:hidden">
              First word p50 · p95
            </th>
            <th scope="col" className="pl-4">
              Errors
            </th>
          </tr>
        </thead>
        <tbody>
          <Row label="15 min" window={last15Minutes} />
          <Row label="24 h" window={last24Hours} />
        </tbody>
      </table>
      {lastFailure ? (
        <p className="text-muted text-xs [overflow-wrap:anywhere]">
          Last failure <RelativeTime at={lastFailure.at} />: {lastFailure.message}
        </p>
      ) : null}
    </div>
  );
}

function Row({ label, window: { calls, ...rest } }: { label: string; window: HealthWindow }) {
  const pair = (p50: number | null, p95: number | null) =>
    p50 === null || p95 === null ? '–' : `${formatLatency(p50)} · ${formatLatency(p95)}`;
  return (
    <tr className="[&>td]:py-0.5">
      <th scope="row" className="whitespace-nowrap font-normal text-muted">
        {label}
      </th>
      <td className="num text-right">{formatCount(calls)}</td>
      <td className="num whitespace-nowrap text-right">{pair(rest.latencyP50, rest.latencyP95)}</td>
      <td className="num whitespace-nowrap text-right max-sm:hidden">{pair(rest.firstTokenP50, rest.firstTokenP95)}</td>
      <td className="pl-4 text-muted">{rest.errors.length === 0 ? 'none' : describeErrors(rest)}</td>
    </tr>
  );
}
