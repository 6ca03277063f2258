'use client';
import { typeWords } from '@/components/escalations/escalation-words';
import { PanelSection } from '@/components/settings/panel';
import { Select } from '@/components/ui/select';
import type { EscalationType } from '@/lib/contracts/escalation';
import type { NotificationRoute } from '@/lib/contracts/notification';
import type { SectionProps } from './channel-sections';
import { PRIORITIES } from './priorities';

const CHANNELS = [
  ['slack', 'Slack'],
  ['email', 'Mail'],
  ['webhooks', 'Webhooks'],
] as const;

/** Which channels hear of which type, and from which priority on. */
export function RoutingSection({ draft, onChange }: SectionProps) {
  const change = (type: EscalationType, changed: Partial<NotificationRoute>) =>
    onChange({ routing: { ...draft.routing, [type]: { ...draft.routing[type], ...changed } } });
  return (
    <PanelSection
      title="Who hears of what"
      hint="Escalations are told once people are to decide, when they change hands, and before their deadline."
    >
      <div className="scroll-quiet overflow-x-auto">
        <table className="w-full max-w-[720px] border-line border-t text-left">
          <thead className="text-faint text-xs">
            <tr className="h-8 border-line border-b [&>th]:font-normal">
              <th scope="col">Type</th>
              {CHANNELS.map(([channel, label]) => (
                <th key={channel} scope="col" className="px-2 text-center">
                  {label}
                </th>
              ))}
              <th scope="col">Priority</th>
            </tr>
          </thead>
          <tbody>
            {(Object.keys(draft.routing) as EscalationType[]).map((type) => (
              <tr key={type} className="border-line border-b">
                <th scope="row" className="py-1.5 pr-3 font-normal">
                  {typeWords(type)}
                </th>
                {CHANNELS.map(([channel, label]) => (
                  <td key={channel} className="px-2 text-center">
                    <input
                      type="checkbox"
                      aria-label={`${typeWords(type)} by ${label}`}
                      className="size-4 accent-accent pointer-coarse:size-6"
                      checked={draft.routing[type][channel]}
                      onChange={(event) => change(type, { [channel]: event.target.checked })}
                    />
                  </td>
                ))}
                <td className="py-1.5">
                  <Select
                    aria-label={`Priority of ${typeWords(type)}`}
                    className="w-28 sm:w-44"
                    value={draft.routing[type].minPriority}
                    onValueChange={(minPriority) => change(type, { minPriority })}
                    options={PRIORITIES}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </PanelSection>
  );
}
