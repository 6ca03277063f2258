'use client';
import { useSyncExternalStore } from 'react';
import { useRemembered } from '@/components/ui/use-remembered';

const never = () => () => {};

/** Whether this browser tells of new decisions. It is the person's to say, and the browser's to allow. */
export function useNotify() {
  const permission = useSyncExternalStore(
    never,
    () => ('Notification' in window ? Notification.permission : 'denied'),
    () => 'denied',
  );
  const [wish, setWish] = useRemembered('inbox.notify', ['unasked', 'on', 'off'], 'unasked');
  return {
    isOn: wish === 'on' && permission === 'granted',
    /** It was refused to this site: only the browser's own settings change that. */
    isPossible: permission !== 'denied',
    isUnasked: wish === 'unasked' && permission === 'default',
    turnOn: async () => {
      const answer = await Notification.requestPermission();
      setWish(answer === 'granted' ? 'on' : 'off');
    },
    turnOff: () => setWish('off'),
  };
}
