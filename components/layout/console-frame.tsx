import type { ReactNode } from 'react';
import { InboxWatch } from '@/components/escalations/inbox/inbox-watch';
import { LiveProvider } from '@/lib/realtime/live-provider';
import { BottomBar } from './bottom-bar';
import { GlobalShortcuts } from './global-shortcuts';
import { Sidebar } from './sidebar';
import { TopStrip } from './top-strip';

/**
 * Sidebar and page side by side. The page is a column of the window's height that does not scroll by itself: what is
 * inside decides what scrolls (`min-h-0 flex-1 overflow-auto`).
 */
export function ConsoleFrame({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <div className="grid h-dvh grid-rows-[auto_minmax(0,1fr)_auto] sm:grid-cols-[auto_minmax(0,1fr)] sm:grid-rows-1 lg:grid-cols-[208px_minmax(0,1fr)]">
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to the page
        </a>
        <GlobalShortcuts />
        <InboxWatch />
        <TopStrip />
        <Sidebar />
        <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-col outline-none">
          {children}
        </main>
        <BottomBar />
      </div>
    </LiveProvider>
  );
}
