import { toast } from '@/components/ui/toast';
import { explainError, readError } from '@/lib/query/read-error';

export const CURL_COPIED = 'Put an API token in SIGNALBOX_TOKEN, then run it.';
export const LINK_COPIED = 'It opens this tab, this task and this attempt again.';

/** Copies a text, also one that is still being made, and says what to do with it. */
export async function copyText(text: string | Promise<string>, hint: string): Promise<void> {
  let made: string;
  try {
    made = await text;
  } catch (error) {
    toast.error('There was nothing to copy', { description: explainError(readError(error)) });
    return;
  }
  try {
    await navigator.clipboard.writeText(made);
    toast.success('Copied', { description: hint });
  } catch {
    toast.error('The browser did not allow copying', { description: made.slice(0, 300) });
  }
}
