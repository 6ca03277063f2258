'use client';
import { QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { NowProvider } from '@/components/ui/now';
import { ShortcutsProvider } from '@/components/ui/shortcuts';
import { ToastHost } from '@/components/ui/toast-host';
import { TooltipHost } from '@/components/ui/tooltip-host';
import { createQueryClient } from '@/lib/query/create-query-client';
import { TRPCProvider } from '@/lib/trpc/context';
import { createTrpcClient } from '@/lib/trpc/create-client';
import { goToSignIn } from './go-to-sign-in';
import { MotionPreference } from './motion-preference';

/** Everything that pages find around them. `nonce` is of the content security policy: the theme's script needs it. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [queryClient] = useState(() => createQueryClient(goToSignIn));
  const [trpcClient] = useState(createTrpcClient);
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <NuqsAdapter>
        <QueryClientProvider client={queryClient}>
          <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
            <NowProvider>
              <ShortcutsProvider>{children}</ShortcutsProvider>
            </NowProvider>
          </TRPCProvider>
        </QueryClientProvider>
      </NuqsAdapter>
      <MotionPreference />
      <TooltipHost />
      <ToastHost />
    </ThemeProvider>
  );
}
