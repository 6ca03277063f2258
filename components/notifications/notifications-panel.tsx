'use client';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '@/components/settings/panel';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { DeliveryList } from './delivery-list';
import { NotificationForm } from './notification-form';

/** Where escalations are told, by which channels, and what became of the messages. */
export function NotificationsPanel() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.notifications.settings.queryOptions());
  if (settings.data) {
    return (
      <Panel label="Notifications">
        <NotificationForm settings={settings.data} />
        <DeliveryList />
      </Panel>
    );
  }
  return (
    <Panel label="Notifications">
      {settings.isError ? (
        <ErrorState title="Could not load the settings" onRetry={() => void settings.refetch()} retrying={settings.isFetching}>
          {explainError(readError(settings.error))}
        </ErrorState>
      ) : (
        <Skeleton className="h-96" />
      )}
    </Panel>
  );
}
