'use client';
import Link from 'next/link';
import { useState } from 'react';
import { goalTitle } from './goal-title';

const MAX_TITLE = 600;

/** The link of a row: all of the row is its target. It fetches ahead only once somebody points at it, not for every row drawn. */
export function RunLink({ runId, goal }: { runId: string; goal: string }) {
  const [isNear, setIsNear] = useState(false);
  const comeNear = () => setIsNear(true);
  return (
    <Link
      href={`/runs/${runId}`}
      prefetch={isNear ? null : false}
      onPointerEnter={comeNear}
      onFocus={comeNear}
      title={goal.slice(0, MAX_TITLE)}
      className="min-w-0 truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
    >
      {goalTitle(goal)}
    </Link>
  );
}
