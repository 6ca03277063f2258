'use client';
import type { MiniMapNodeProps } from '@xyflow/react';
import { memo } from 'react';
import { toState } from '@/components/ui/states';
import { useTask } from './graph-context';

const FILL = {
  planning: 'fill-running',
  pending: 'fill-line-strong',
  ready: 'fill-ready',
  running: 'fill-running',
  paused: 'fill-waiting',
  waiting: 'fill-waiting',
  succeeded: 'fill-succeeded opacity-60',
  failed: 'fill-failed',
  skipped: 'fill-line',
  cancelled: 'fill-line',
} as const;

export const MiniNode = memo(function MiniNode({ id, x, y, width, height }: MiniMapNodeProps) {
  const task = useTask(id);
  return <rect x={x} y={y} width={width} height={height} rx={8} className={FILL[toState(task?.status ?? 'PENDING')]} />;
});
