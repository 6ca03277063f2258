'use client';
import { memo } from 'react';
import type { ThemedToken } from 'shiki/core';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import type { CodeLanguage } from './languages';
import { useHighlighted } from './use-highlighted';

interface CodeBlockProps {
  code: string;
  language: CodeLanguage | null;
  className?: string;
  numbered?: boolean;
}

/** Code, plain at once and coloured as soon as the highlighter is there. */
export const CodeBlock = memo(function CodeBlock({ code, language, className, numbered = false }: CodeBlockProps) {
  const lines = useHighlighted(code, language);
  return (
    <div className={cn('group/code relative min-w-0 rounded-md border border-line bg-sunken', className)}>
      <span className="absolute top-1 right-1 z-10 opacity-0 transition-opacity group-focus-within/code:opacity-100 group-hover/code:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={code} label="Copy code" />
      </span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="scroll-quiet overflow-x-auto p-3 text-xs leading-[1.6]">
        <code>
          {lines
            ? lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its number
                <Line key={index} number={numbered ? index + 1 : null} tokens={line} />
              ))
            : code}
        </code>
      </pre>
    </div>
  );
});

function Line({ tokens, number }: { tokens: ThemedToken[]; number: number | null }) {
  return (
    <span className="block min-h-[1.6em]">
      {number === null ? null : (
        <span aria-hidden className="num mr-4 inline-block w-7 select-none text-right text-faint">
          {number}
        </span>
      )}
      {tokens.map((token) => (
        <span key={token.offset} className="shiki-token" style={token.htmlStyle}>
          {token.content}
        </span>
      ))}
      {'\n'}
    </span>
  );
}
