import { Fragment } from 'react';

const PLACEHOLDER = /(\{\{\s*(?:inputs|tasks)\.[\w.-]+\s*\}\})/g;

/** A template with its placeholders marked. */
export function TemplateText({ text }: { text: string }) {
  return (
    <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {text.split(PLACEHOLDER).map((piece, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
          <mark key={index} className="rounded-sm bg-accent-soft px-0.5 font-mono text-accent text-xs">
            {piece}
          </mark>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
          <Fragment key={index}>{piece}</Fragment>
        ),
      )}
    </p>
  );
}
