'use client';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '@/components/settings/panel';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { NameSection } from './name-section';
import { NotificationSection } from './notification-section';
import { PasswordSection } from './password-section';
import { SessionsSection } from './sessions-section';
import { TwoFactorSection } from './two-factor-section';

/** One's own account: name, password, second factor, sessions. */
export function AccountPanel() {
  const trpc = useTRPC();
  const account = useQuery(trpc.account.get.queryOptions());
  if (account.isError && !account.data) {
    return (
      <Panel label="Account">
        <ErrorState title="Could not load your account" onRetry={() => void account.refetch()} retrying={account.isFetching}>
          {explainError(readError(account.error))}
        </ErrorState>
      </Panel>
    );
  }
  if (!account.data) {
    return (
      <Panel label="Account">
        <Skeleton className="h-24" />
        <Skeleton className="h-40" />
        <Skeleton className="h-32" />
      </Panel>
    );
  }
  return (
    <Panel label="Account">
      <NameSection account={account.data} />
      <PasswordSection account={account.data} />
      <TwoFactorSection account={account.data} />
      <NotificationSection />
      <SessionsSection />
    </Panel>
  );
}
