import { expect } from '@playwright/test';
import type { DeadLetterListItem } from '@/lib/contracts/dead-letter';
import type { RunApi } from './run-api';

/** A run on the offline model whose only task fails for good, and its dead letter. `words` stand in title and prompt. */
export async function failedLetter(api: RunApi, words: string): Promise<DeadLetterListItem> {
  const { id } = await api.read<{ id: string }>('/runs', {
    method: 'POST',
    body: {
      goal: `${words} and fail`,
      tasks: [{ key: 'fails', title: words, role: 'tech_lead', prompt: `${words} [[offline: 401]]`, maxAttempts: 1 }],
    },
  });
  const letters = async () => (await api.read<{ items: DeadLetterListItem[] }>(`/dead-letters?runId=${id}`)).items;
  await expect.poll(async () => (await letters()).length, { timeout: 60_000 }).toBe(1);
  const [letter] = await letters();
  if (!letter) throw new Error(`Run ${id} left no dead letter`);
  return letter;
}
