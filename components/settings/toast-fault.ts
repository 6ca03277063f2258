import { explainError, readError } from '@/lib/query/read-error';

/** Tells why something was not done. */
export async function toastFault(title: string, error: unknown): Promise<void> {
  const { toast } = await import('sonner');
  const fault = readError(error);
  toast.error(title, { description: fault.issues[0]?.message ?? explainError(fault) });
}
