import type { Metadata } from 'next';
import { NotificationsPanel } from '@/components/notifications/notifications-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Notifications' };

export default function NotificationSettingsPage() {
  return (
    <>
      <PageHeader title="Notifications" trail="Settings" className="border-line border-b" />
      <NotificationsPanel />
    </>
  );
}
