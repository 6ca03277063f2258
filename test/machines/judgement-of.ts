import type { Judgement } from '@/lib/contracts/event';

export const judgementOf = (result: boolean): Judgement => ({ result, by: 'expression', condition: 'true', evidence: {}, findings: [] });
