import type { OnMove } from '@xyflow/react';
import { useState } from 'react';
import { useSteady } from '@/components/ui/use-steady';
import { FAR_BELOW, type Viewport } from './use-viewport';

/** The picture draws no nodes and edges of its own. Told of other ones, even of none, it would work through them at every draw. */
export const OWN_NOTHING: never[] = [];
export const PICTURE_OPTIONS = { hideAttribution: true };

/** What the picture is told to do when it moves, and whether it does. */
export function useMoves(viewport: Viewport) {
  const [moving, setMoving] = useState(false);
  const onMove = useSteady<Parameters<OnMove>, void>((event, { zoom }) => {
    setMoving(true);
    viewport.setFar(zoom < FAR_BELOW);
    if (!event) return;
    viewport.touch();
    if (viewport.following) viewport.setFollowing(false);
  });
  const onMoveEnd = useSteady(() => setMoving(false));
  const onInit = useSteady(() => viewport.open());
  return { moving, onMove, onMoveEnd, onInit };
}
