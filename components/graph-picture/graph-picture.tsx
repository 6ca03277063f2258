import { memo } from 'react';
import { cn } from '@/components/ui/cn';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import { BOX_LOOK, EDGE_LOOK, MARK_WORDS, TAG_LOOK } from './mark-look';
import { PICTURE_SIZES, type Picture } from './picture-model';

/** Beyond this many boxes those without a mark lose their words. */
const WORDS_UP_TO = 250;
/** Room for the tags above the first row and the lines of the boxes. */
const MARGIN = 10;
/** A picture is made smaller to fit, down to where its words can still be read; then it scrolls. */
const SMALLEST = 0.62;
const LETTERS = 17;

interface GraphPictureProps {
  picture: Picture;
  /** What the picture shows, in a sentence. What changed belongs into a list beside it. */
  label: string;
  className?: string;
}

/** A small graph, drawn and done: nothing in it moves or can be pressed. */
export const GraphPicture = memo(function GraphPicture({ picture, label, className }: GraphPictureProps) {
  const { nodes, edges } = picture;
  const width = picture.width + 2 * MARGIN;
  const height = picture.height + 2 * MARGIN;
  const quiet = nodes.length > WORDS_UP_TO ? nodes.filter((node) => node.mark === null) : [];
  const worded = quiet.length > 0 ? nodes.filter((node) => node.mark !== null) : nodes;
  const plain = edges.filter((edge) => edge.mark === null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide picture scrolls, by keyboard too
    <section tabIndex={0} aria-label={label} className={cn('scroll-quiet overflow-auto', className)}>
      <svg
        role="img"
        aria-label={label}
        viewBox={`${-MARGIN} ${picture.top - MARGIN} ${width} ${height}`}
        style={{ width, minWidth: width * (nodes.length > WORDS_UP_TO ? 0.1 : SMALLEST), maxWidth: '100%' }}
        className="block h-auto"
      >
        <g fill="none" strokeWidth={1.5}>
          <path d={plain.map((edge) => edge.path).join('')} className="stroke-line-strong" />
          {edges.map((edge) =>
            edge.mark ? (
              <path
                key={`${edge.from} ${edge.to} ${edge.mark}`}
                data-edge={`${edge.from} ${edge.to}`}
                data-mark={edge.mark}
                d={edge.path}
                className={EDGE_LOOK[edge.mark]}
              />
            ) : null,
          )}
        </g>
        {quiet.length > 0 ? <path d={quiet.map(boxPath).join('')} className="fill-surface stroke-line-strong" /> : null}
        {worded.map((node) => (
          <PictureBox key={node.key} node={node} />
        ))}
      </svg>
    </section>
  );
});

const { nodeWidth, nodeHeight } = PICTURE_SIZES;
const boxPath = ({ x, y }: { x: number; y: number }): string => `M${x} ${y}h${nodeWidth}v${nodeHeight}h${-nodeWidth}z`;

function PictureBox({ node }: { node: Picture['nodes'][number] }) {
  const { mark } = node;
  const state = toState(node.status);
  const tag = mark ? (node.tag ?? MARK_WORDS[mark]) : '';
  const tagWidth = tag.length * 5.6 + 10;
  const shown = node.title.length > LETTERS ? `${node.title.slice(0, LETTERS - 1)}…` : node.title;
  const struck = mark === 'removed' || node.tag?.endsWith('removed');
  return (
    <g transform={`translate(${node.x} ${node.y})`} data-task={node.key} data-mark={mark ?? undefined}>
      <title>{`${node.title}: ${stateLabel(state).toLowerCase()}${tag ? `, ${tag}` : ''}`}</title>
      <rect
        width={nodeWidth}
        height={nodeHeight}
        rx={node.kind === 'agent' ? 6 : 15}
        className={mark ? BOX_LOOK[mark] : 'fill-surface stroke-line-strong'}
        strokeWidth={1.5}
      />
      <g transform="translate(9 8.5)">
        <StateIcon state={state} size={13} decorative className="animate-none" />
      </g>
      <text x={28} y={19} fontSize={11} fontWeight={500} className={cn('fill-fg', struck && 'fill-muted line-through')}>
        {shown}
      </text>
      {mark ? (
        <g transform={`translate(${nodeWidth - tagWidth - 8} -7)`}>
          <rect width={tagWidth} height={13} rx={3} className={TAG_LOOK[mark]} />
          <text x={tagWidth / 2} y={9.6} fontSize={9} fontWeight={600} textAnchor="middle" className="fill-on-accent">
            {tag}
          </text>
        </g>
      ) : null}
    </g>
  );
}
