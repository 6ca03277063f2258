import { Badge } from '@/components/ui/badge';
import type { EnvironmentFact } from '@/lib/contracts/settings';

/** What this installation was started with. It is changed where it is started, not here. */
export function EnvironmentTable({ facts }: { facts: readonly EnvironmentFact[] }) {
  if (facts.length === 0) return null;
  return (
    <section aria-labelledby="environment-title" className="grid gap-2">
      <h2 id="environment-title" className="text-base">
        From the environment
      </h2>
      <p className="-mt-1.5 max-w-[80ch] text-muted">
        Set when Signalbox is started, and read once. To change one, set it and start again.
      </p>
      <div className="overflow-x-auto">
        <table className="w-full text-left">
          <thead>
            <tr className="border-line border-b text-faint text-xs">
              <th scope="col" className="py-1.5 pr-4 font-medium">
                Variable
              </th>
              <th scope="col" className="py-1.5 pr-4 font-medium">
                Value
              </th>
              <th scope="col" className="py-1.5 font-medium max-sm:hidden">
                What for
              </th>
            </tr>
          </thead>
          <tbody>
            {facts.map((fact) => (
              <tr key={fact.name} className="border-line border-b last:border-0">
                <td className="py-1.5 pr-4 align-top">
                  <code className="text-xs">{fact.name}</code>
                  <span className="block text-faint text-xs sm:hidden">{fact.meaning}</span>
                </td>
                <td className="py-1.5 pr-4 align-top">
                  <EnvironmentValue fact={fact} />
                </td>
                <td className="py-1.5 align-top text-muted max-sm:hidden">{fact.meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function EnvironmentValue({ fact }: { fact: EnvironmentFact }) {
  if (fact.isSecret) return fact.isSet ? <Badge>set, not shown</Badge> : <span className="text-faint">not set</span>;
  if (fact.value === null) return <span className="text-faint">not set</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <code className="break-all text-xs">{fact.value}</code>
      {fact.isSet ? null : <span className="text-faint text-xs">default</span>}
    </span>
  );
}
