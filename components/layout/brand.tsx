/** The mark: a signal over a set of points. */
export function BrandMark({ size = 18 }: { size?: number }) {
  return (
    <svg viewBox="0 0 18 18" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect x="1" y="1" width="16" height="16" rx="4" fill="var(--accent)" />
      <circle cx="9" cy="5.4" r="1.9" fill="var(--on-accent)" />
      <path d="M9 8v3.2M9 11.2 6 14.2M9 11.2l3 3" fill="none" stroke="var(--on-accent)" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
