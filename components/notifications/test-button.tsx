'use client';
import { useMutation } from '@tanstack/react-query';
import { toastFault } from '@/components/settings/toast-fault';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { NotificationChannel } from '@/lib/contracts/notification';
import { useTRPC } from '@/lib/trpc/context';

const SENT: Record<NotificationChannel, string> = {
  slack: 'Slack took the test message',
  email: 'The mail server took the test mail; look into your inbox',
  webhook: 'The webhook took the test message',
};

/** Sends a test with what is saved, and tells what the other side said. */
export function TestButton({ channel, target }: { channel: NotificationChannel; target?: string }) {
  const trpc = useTRPC();
  const test = useMutation(
    trpc.notifications.test.mutationOptions({
      onSuccess: ({ ok, error }) =>
        ok ? toast.success(SENT[channel]) : toast.error('The test did not arrive', { description: error ?? undefined }),
      onError: (error) => void toastFault('The test was not sent', error),
    }),
  );
  return (
    <Button size="sm" busy={test.isPending} onClick={() => test.mutate({ channel, ...(target ? { target } : {}) })}>
      Send a test
    </Button>
  );
}
