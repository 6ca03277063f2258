'use client';
import { PageHeader } from '@/components/ui/page-header';
import { RangePicker } from './range-picker';
import { useRange } from './use-range';

/** Title and range of the overview. */
export function OverviewHeader() {
  const [range, setRange] = useRange();
  return (
    <PageHeader title="Overview" className="bg-canvas" actions={<RangePicker value={range} onChange={(next) => void setRange(next)} />} />
  );
}
