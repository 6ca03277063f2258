'use client';
import { memo, useMemo } from 'react';
import type { PreparedGraph } from '@/components/run-graph/prepare-graph';
import { cn } from '@/components/ui/cn';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import { flagsOf, shownName } from './people';
import { usePeople } from './use-people';

const SHOWN = 2;

interface FlagLayerProps {
  graph: Pick<PreparedGraph, 'placed' | 'boxOf'>;
  /** Words cannot be read: frames alone. */
  far: boolean;
}

/** Where the others are, over the boxes: a selection that moves draws no box again. Told to screen readers elsewhere. */
export const FlagLayer = memo(function FlagLayer({ graph, far }: FlagLayerProps) {
  const people = usePeople();
  const flags = useMemo(() => [...flagsOf(people, graph.boxOf)], [people, graph]);
  if (flags.length === 0) return null;
  return (
    <div aria-hidden data-testid="peer-flags" className="pointer-events-none absolute top-0 left-0 z-10">
      {flags.map(([box, at]) => {
        const node = graph.placed.get(box);
        const [first] = at;
        if (!node || !first) return null;
        const grow = far ? 14 : 3;
        return (
          <div key={box} data-flag={box} className="absolute" style={{ left: node.x, top: node.y, width: SIZES.nodeWidth }}>
            <span
              className="absolute rounded-[11px]"
              style={{
                inset: -grow,
                height: SIZES.nodeHeight + 2 * grow,
                border: `${far ? 8 : 1.5}px ${first.mode === 'editing' ? 'solid' : 'dashed'} ${first.colour}`,
              }}
            />
            {far ? null : (
              <span className="absolute -right-3 flex justify-end gap-1" style={{ top: SIZES.nodeHeight }}>
                {at.slice(0, SHOWN).map((person) => (
                  <span
                    key={person.id}
                    className={cn(
                      'max-w-32 truncate rounded-lg rounded-tl-none border px-1.5 font-semibold text-[11px] leading-4',
                      person.mode === 'editing' ? 'text-on-accent' : 'bg-raised',
                    )}
                    style={
                      person.mode === 'editing'
                        ? { background: person.colour, borderColor: person.colour }
                        : { color: person.colour, borderColor: person.colour }
                    }
                  >
                    {shownName(person)}
                  </span>
                ))}
                {at.length > SHOWN ? (
                  <span className="rounded-lg border border-line-strong bg-raised px-1.5 text-[11px] text-muted leading-4">
                    +{at.length - SHOWN}
                  </span>
                ) : null}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
});
