'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './icon-button';

interface CopyButtonProps {
  /** What is copied. */
  text: string;
  /** What it is: "Copy run id". */
  label?: string;
  size?: 'sm' | 'md';
}

export function CopyButton({ text, label = 'Copy', size = 'sm' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      const { toast } = await import('sonner');
      toast.error('The browser did not allow copying', { description: 'Select the text and copy it with the keyboard.' });
    }
  };
  return (
    <IconButton label={copied ? 'Copied' : label} size={size} onClick={copy}>
      {copied ? <Check size={14} className="text-succeeded" aria-hidden /> : <Copy size={14} aria-hidden />}
    </IconButton>
  );
}
