'use client';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What this is about, in a sentence. */
  description?: ReactNode;
  /** Buttons, right-aligned: the main one last. */
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** The dialog itself takes the focus, not its first button, unless a field inside asked for it. */
function focusContent(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget;
  if (content instanceof HTMLElement && !content.contains(document.activeElement)) content.focus();
}

/** A modal: traps focus, closes by Escape, by its button and by a press outside. A sheet from below on a phone. */
export function Dialog({ open, onOpenChange, title, description, footer, className, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusContent}
          className={cn(
            'fixed inset-x-0 bottom-0 z-50 flex max-h-[88dvh] animate-fade flex-col rounded-t-lg border border-line bg-raised shadow-float outline-none',
            'sm:inset-x-auto sm:bottom-auto sm:top-[14dvh] sm:left-1/2 sm:max-h-[74dvh] sm:w-[min(480px,calc(100vw-32px))] sm:-translate-x-1/2 sm:rounded-lg',
            className,
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-3.5 pb-2">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-base leading-7">{title}</Radix.Title>
              {description ? <Radix.Description className="text-muted">{description}</Radix.Description> : null}
            </div>
            <Radix.Close asChild>
              {/* No tooltip here: it would take the first Escape for itself. */}
              <Button variant="quiet" aria-label="Close" className="aspect-square px-0 pointer-coarse:px-0">
                <X size={16} aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{children}</div>
          {footer ? (
            <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3 max-sm:pb-[max(12px,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
