'use client';
import { useMemo } from 'react';
import { formatBytes } from '@/lib/format/bytes';
import { plural } from '@/lib/format/count';
import { artifactKind } from './artifact-kind';
import { CodeBlock } from './code-block';
import { Markdown } from './markdown';
import { parseCsv } from './parse-csv';

/** Longer texts are shown to here; the download has all of it. */
const MAX_SHOWN = 300_000;
const MAX_ROWS = 500;

interface ArtifactContentProps {
  name: string;
  type: string;
  content: string;
}

/** An artifact as it wants to be read: prose, code, data, a table or plain text. */
export function ArtifactContent({ name, type, content }: ArtifactContentProps) {
  const kind = useMemo(() => artifactKind(name, type, content), [name, type, content]);
  const shown = content.length > MAX_SHOWN ? content.slice(0, MAX_SHOWN) : content;
  return (
    <>
      {content === '' ? <p className="text-faint">This artifact is empty.</p> : null}
      {kind.view === 'markdown' ? <Markdown text={shown} className="max-w-[76ch] text-base" /> : null}
      {kind.view === 'code' ? <CodeBlock code={shown} language={kind.language} numbered /> : null}
      {kind.view === 'json' ? <CodeBlock code={prettyJson(content).slice(0, MAX_SHOWN)} language="json" /> : null}
      {kind.view === 'csv' ? <CsvTable text={content} /> : null}
      {kind.view === 'text' && content !== '' ? (
        <pre className="whitespace-pre-wrap text-xs leading-[1.6] [overflow-wrap:anywhere]">{shown}</pre>
      ) : null}
      {kind.view !== 'csv' && content.length > MAX_SHOWN ? (
        <p className="mt-3 text-faint text-xs">
          Shown: the first {formatBytes(MAX_SHOWN)} of {formatBytes(content.length)}. Download it to read all.
        </p>
      ) : null}
    </>
  );
}

function CsvTable({ text }: { text: string }) {
  const { rows, cut } = useMemo(() => parseCsv(text, MAX_ROWS + 1), [text]);
  const [head, ...body] = rows;
  return (
    <>
      <div className="scroll-quiet overflow-x-auto rounded-md border border-line">
        <table className="w-full border-collapse text-xs">
          <thead>
            <tr className="bg-sunken">
              {head?.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name than its place
                <th key={column} scope="col" className="border-line border-b px-2.5 py-1.5 text-left font-medium text-muted">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {body.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name than its number
              <tr key={index} className="border-line not-last:border-b">
                {row.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell has no other name than its place
                  <td key={column} className="num whitespace-nowrap px-2.5 py-1.5">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-2 text-faint text-xs">
        {cut ? `The first ${plural(body.length, 'row')}. Download it to read all.` : plural(body.length, 'row')}
      </p>
    </>
  );
}

function prettyJson(content: string): string {
  return JSON.stringify(JSON.parse(content), null, 2);
}
