import type { Finding } from '@/lib/contracts/task';

const WEIGHT: Record<Finding['severity'], number> = { critical: 0, major: 1, minor: 2, info: 3 };

/** The worst first; what is equally bad stays in its order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

/** Findings as a numbered list, for whoever mends them. */
export function renderFindings(findings: readonly Finding[]): string {
  return bySeverity(findings)
    .map(({ severity, message, place, suggestion }, index) => {
      const lines = [`${index + 1}. [${severity}] ${place === null ? '' : `${place}: `}${message}`];
      if (suggestion !== null) lines.push(`   Suggestion: ${suggestion}`);
      return lines.join('\n');
    })
    .join('\n');
}
