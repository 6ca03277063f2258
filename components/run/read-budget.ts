import { budgetSchema } from '@/lib/contracts/common';

/** A typed budget: dollars with or without the sign, empty for none. */
export function readBudget(text: string): { usd: number | null } | { error: string } {
  const plain = text.trim().replace(/^\$/, '');
  if (plain === '') return { usd: null };
  const usd = /^\d+([.,]\d{1,6})?$/.test(plain) ? Number(plain.replace(',', '.')) : Number.NaN;
  if (!budgetSchema.safeParse(usd).success) return { error: 'Give an amount above 0, such as 5 or 2.50.' };
  return { usd };
}
