import { cn } from '@/components/ui/cn';
import type { State } from '@/components/ui/states';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import { STATE_FILL } from './state-fill';

type Shape = 'branch' | 'gate';

const { nodeWidth: W, nodeHeight: H } = SIZES;

/** A branch is a signpost at both ends, a gate a box with its corners cut: told apart from tasks without their words. */
export const OUTLINE: Record<Shape, string> = {
  branch: `M14 .75H${W - 14}L${W - 1} ${H / 2}L${W - 14} ${H - 0.75}H14L1 ${H / 2}Z`,
  gate: `M10 .75H${W - 10}L${W - 0.75} 10V${H - 10}L${W - 10} ${H - 0.75}H10L.75 ${H - 10}V10Z`,
};

/** Where its state is seen from afar, as the bar at the left of a task is. */
const MARK: Record<Shape, string> = {
  branch: `M14 .75L1 ${H / 2}L14 ${H - 0.75}L10.5 ${H - 6}L4.5 ${H / 2}L10.5 6Z`,
  gate: `M.75 10H3.75V${H - 10}H.75ZM${W - 0.75} 10H${W - 3.75}V${H - 10}H${W - 0.75}Z`,
};

/** The ground and the line around a branch or a gate. */
export function NodeShape({ shape, state, current }: { shape: Shape; state: State; current: boolean }) {
  const faint = state === 'skipped' || state === 'cancelled';
  return (
    <svg aria-hidden width={W} height={H} className="-z-10 pointer-events-none absolute inset-0 overflow-visible">
      {current ? <path d={OUTLINE[shape]} strokeWidth={7} strokeLinejoin="round" className="fill-none stroke-accent-soft" /> : null}
      <path
        d={OUTLINE[shape]}
        strokeWidth={1}
        strokeLinejoin="round"
        className={cn(
          'fill-raised transition-colors duration-150',
          current ? 'stroke-accent' : state === 'failed' ? 'stroke-failed/60' : 'stroke-line-strong group-hover:stroke-faint',
          faint && '[stroke-dasharray:4_3]',
        )}
      />
      <path d={MARK[shape]} className={STATE_FILL[state]} />
    </svg>
  );
}
