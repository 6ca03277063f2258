'use client';
import { FileInput } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';

const ImportDialog = dynamic(() => import('./import-dialog').then((module) => module.ImportDialog), { ssr: false });

/** The way to a run from a file, for whoever may make one. */
export function ImportButton({ className }: { className?: string }) {
  const [asked, setAsked] = useState(false);
  if (!useMe()?.permissions.includes('runs.write')) return null;
  return (
    <>
      <Button onClick={() => setAsked(true)} className={className}>
        <FileInput size={14} aria-hidden />
        Import checkpoint
      </Button>
      {asked ? <ImportDialog onClose={() => setAsked(false)} /> : null}
    </>
  );
}
