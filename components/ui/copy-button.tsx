'use client';
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { IconButton } from './icon-button';

interface CopyButtonProps {
  /** What is copied; a function is asked at the press. */
  text: string | (() => string);
  /** What it is: "Copy run id". */
  label?: string;
  size?: 'sm' | 'md';
  /** In place of the two sheets. */
  icon?: ReactNode;
}

export function CopyButton({ text, label = 'Copy', size = 'sm', icon }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setCopied(true);
    } catch {
      const { toast } = await import('sonner');
      toast.error('The browser did not allow copying', { description: 'Select the text and copy it with the keyboard.' });
    }
  };
  return (
    <IconButton label={copied ? 'Copied' : label} size={size} onClick={copy}>
      {copied ? <Check size={14} className="text-succeeded" aria-hidden /> : (icon ?? <Copy size={14} aria-hidden />)}
    </IconButton>
  );
}
