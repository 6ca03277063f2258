import { cn } from '@/components/ui/cn';
import { prepareSparkline } from './prepare-sparkline';

const WIDTH = 160;
const HEIGHT = 32;

/** The shape of a figure's history; what it says is in the figure beside it. */
export function Sparkline({ values, className }: { values: readonly (number | null)[]; className?: string }) {
  const paths = prepareSparkline(values, WIDTH, HEIGHT);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden className={cn('block h-8 w-full', className)}>
      {paths ? (
        <>
          <path d={paths.area} fill="currentColor" opacity={0.1} />
          <path
            d={paths.line}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.5}
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      ) : (
        <path d={`M0 ${HEIGHT - 1}H${WIDTH}`} stroke="var(--line-strong)" strokeDasharray="2 3" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
