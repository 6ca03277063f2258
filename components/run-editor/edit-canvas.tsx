'use client';
import '@xyflow/react/dist/base.css';
import '@/components/run-graph/run-graph.css';
import './run-editor.css';
import { Background, ReactFlow, ViewportPortal } from '@xyflow/react';
import { type RefObject, useMemo, useRef } from 'react';
import { FarLayer } from '@/components/run-graph/far-layer';
import { GraphContext } from '@/components/run-graph/graph-context';
import { GraphTools } from '@/components/run-graph/graph-tools';
import { MiniMap } from '@/components/run-graph/mini-map';
import { NearLayer } from '@/components/run-graph/near-layer';
import { OWN_NOTHING, PICTURE_OPTIONS, useMoves } from '@/components/run-graph/use-moves';
import { useSteady } from '@/components/ui/use-steady';
import { ConnectByKeys } from './connect-by-keys';
import { EditEdgeLayer } from './edit-edge-layer';
import { EditBox } from './edit-node';
import { EditPalette } from './edit-palette';
import { EditorContext } from './editor-context';
import { FarMarks } from './far-marks';
import { FlagLayer } from './presence/flag-layer';
import { SelectionBar } from './selection-bar';
import { useEditKeys } from './use-edit-keys';
import type { EditSession } from './use-edit-session';
import { useGestures } from './use-gestures';

const MIN_ZOOM = 0.04;
const MAX_ZOOM = 1.6;

interface EditCanvasProps {
  session: EditSession;
  section: RefObject<HTMLElement | null>;
  /** Null: there is nothing to go back to. */
  onLeave: (() => void) | null;
}

/** The graph under the person's hands. */
export function EditCanvas({ session, section, onLeave }: EditCanvasProps) {
  const { graph, store, gesture, cursor, views, viewport, groups, toggleGroup, perform } = session;
  const movingPath = useRef<SVGPathElement>(null);
  const drawingPath = useRef<SVGPathElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const { moving, onMove, onMoveEnd, onInit } = useMoves(viewport);
  const pressPane = useSteady(session.pressPane);
  const parts = { graph, store, gesture, cursor, section, movingPath, drawingPath, band, ghost, perform, onToggleGroup: toggleGroup };
  const { onPointerDown, onPalette } = useGestures(parts);
  useEditKeys(session, section, onLeave);
  const editor = useMemo(() => ({ store, faces: session.faces, gesture }), [store, session.faces, gesture]);
  return (
    <GraphContext value={session.graphStores}>
      <EditorContext value={editor}>
        <section
          ref={section}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the graph is edited by keys, all of it one widget
          tabIndex={0}
          aria-roledescription="graph editor"
          aria-label={`Graph of ${views.length} tasks. Arrow keys move along the edges, N adds a task, G a gate, B a branch, C connects, X selects, Delete removes, Enter opens.`}
          data-testid="run-editor"
          data-moving={moving || undefined}
          onPointerDownCapture={onPointerDown}
          onMouseDownCapture={(event) => {
            // A band is spanned instead of moving the picture.
            if (event.shiftKey && event.target instanceof Element && event.target.closest('.react-flow__pane')) event.stopPropagation();
          }}
          className="run-graph run-editor relative h-full min-h-0 w-full -outline-offset-2"
        >
          <ReactFlow
            nodes={OWN_NOTHING}
            edges={OWN_NOTHING}
            onInit={onInit}
            onPaneClick={pressPane}
            onMove={onMove}
            onMoveEnd={onMoveEnd}
            minZoom={MIN_ZOOM}
            maxZoom={MAX_ZOOM}
            panOnScroll
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            panActivationKeyCode={null}
            proOptions={PICTURE_OPTIONS}
            className="bg-canvas"
          >
            <Background gap={20} size={1.5} color="var(--line-strong)" className="opacity-75" />
            <ViewportPortal>
              <EditEdgeLayer graph={graph} movingRef={movingPath} drawingRef={drawingPath} />
              {viewport.far ? <FarLayer graph={graph} onPress={session.press} /> : <NearLayer graph={graph} box={EditBox} />}
              {viewport.far ? <FarMarks graph={graph} /> : null}
              <FlagLayer graph={graph} far={viewport.far} />
            </ViewportPortal>
          </ReactFlow>
          <div ref={band} className="pointer-events-none absolute z-10 hidden rounded-sm border border-accent bg-accent/10" />
          <div
            ref={ghost}
            className="pointer-events-none absolute top-0 left-0 z-30 hidden h-13 w-46 rounded-lg border border-succeeded border-dashed bg-succeeded-soft/80"
          />
          <EditPalette session={session} onPalette={onPalette} />
          <SelectionBar session={session} />
          <ConnectByKeys session={session} section={section} />
          {views.length > 1 ? <MiniMap graph={graph} tasks={views} onGo={viewport.touch} /> : null}
          <GraphTools tasks={views} viewport={viewport} groups={groups} onGroup={toggleGroup} onFind={session.reveal} />
        </section>
      </EditorContext>
    </GraphContext>
  );
}
