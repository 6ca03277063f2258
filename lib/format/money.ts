/**
 * US dollars for reading: two places as a rule, more where two would show nothing ("$0.0042"), "<$0.0001" under that.
 * Large sums lose the cents ("$12,340").
 */
export function formatMoney(usd: number): string {
  if (usd === 0) return '$0.00';
  const size = Math.abs(usd);
  if (size < 0.0001) return usd < 0 ? '−$0.0001' : '<$0.0001';
  const places = size < 0.01 ? 4 : size < 10_000 ? 2 : 0;
  const text = size.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${usd < 0 ? '−' : ''}$${text}`;
}
