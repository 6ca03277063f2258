import { StateIcon } from '@/components/ui/state-icon';
import type { ProbeAnswer, ProbeReport } from '@/lib/contracts/model';
import { formatLatency } from './describe-endpoint';

const ANSWERS = { yes: ['succeeded', 'yes'], no: ['failed', 'no'], unknown: ['pending', 'not known'] } as const;

/** In a dialog it may stand below what is in sight. */
const show = (node: HTMLElement | null) => node?.scrollIntoView({ block: 'nearest' });

/** What a test found, line by line. */
export function TestReport({ report }: { report: ProbeReport }) {
  const { model, latencyMs, firstTokenMs, fault } = report;
  const lines: [string, ProbeAnswer][] = [
    ['Reachable', report.reachable],
    ['Key accepted', report.authorised],
    [model === null ? 'Model exists' : `Model ${model} exists`, report.modelExists],
    ['Streams its words', report.streams],
    ['Calls tools', report.tools],
    ['Answers in JSON schemas', report.jsonSchema],
  ];
  return (
    <div role="status" ref={show} className="grid gap-2">
      <ul className="grid gap-1">
        {lines.map(([label, answer]) => (
          <li key={label} className="flex items-center gap-2">
            <StateIcon state={ANSWERS[answer][0]} decorative />
            <span className="min-w-0 [overflow-wrap:anywhere]">{label}</span>
            <span className="text-faint">{ANSWERS[answer][1]}</span>
          </li>
        ))}
      </ul>
      {latencyMs === null ? null : (
        <p className="text-muted text-xs">
          Answered in {formatLatency(latencyMs)}
          {firstTokenMs === null ? '' : `, the first word after ${formatLatency(firstTokenMs)}`}.
        </p>
      )}
      {fault ? <p className="rounded-md bg-failed-soft px-2.5 py-1.5 text-failed [overflow-wrap:anywhere]">{fault.message}</p> : null}
    </div>
  );
}
