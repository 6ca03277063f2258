'use client';
import './markdown.css';
import { isValidElement, memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { cn } from '@/components/ui/cn';
import { CodeBlock } from './code-block';
import { languageOf } from './languages';

const PLUGINS = [remarkGfm];

const COMPONENTS: Components = {
  // What a model wrote may link anywhere: the page there learns nothing of us and gets no handle on this window.
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  // An image address could carry data out as soon as it is shown: only its words are.
  img: ({ alt }) => <span className="text-faint">[image{alt ? `: ${alt}` : ''}]</span>,
  table: ({ children }) => (
    <div className="table-frame">
      <table>{children}</table>
    </div>
  ),
  pre: ({ children }) => {
    const block = codeOf(children);
    return block ? <CodeBlock code={block.code} language={block.language} className="code-block" /> : <pre>{children}</pre>;
  },
};

/** Untrusted Markdown, sanitised: no raw HTML, no images, no links but http, https and mailto. */
export const Markdown = memo(function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={cn('markdown', className)}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
});

function codeOf(children: ReactNode) {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return null;
  const { className, children: code } = children.props;
  if (typeof code !== 'string') return null;
  return { code: code.replace(/\n$/, ''), language: languageOf(/language-(\S+)/.exec(className ?? '')?.[1] ?? '') };
}
