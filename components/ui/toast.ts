import type { toast as sonner } from 'sonner';

type Show = (...args: Parameters<typeof sonner>) => void;

const later = (pick: (shown: typeof sonner) => Show): Show => {
  return (...args) => void import('sonner').then((loaded) => pick(loaded.toast)(...args));
};

/** Says what came of an action, in a corner. What draws it comes with the first: no page shows one before somebody acts. */
export const toast: Show & { success: Show; error: Show } = Object.assign(
  later((shown) => shown),
  { success: later((shown) => shown.success), error: later((shown) => shown.error) },
);
