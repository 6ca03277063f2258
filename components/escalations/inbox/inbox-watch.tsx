'use client';
import { useInboxWatch } from './use-inbox-watch';

export function InboxWatch() {
  useInboxWatch();
  return null;
}
