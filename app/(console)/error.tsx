'use client';
import { PageFault } from '@/components/layout/page-fault';

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageFault error={error} onRetry={reset} />;
}
