import type { QuarantineFinding } from '@/lib/contracts/artifact';

/** An artifact in which something was found. */
export interface FoundArtifact {
  id: string;
  name: string;
  type: string;
  version: number;
  findings: readonly QuarantineFinding[];
}

/** What a question lists; the artifacts have all of it. */
const MAX_LISTED = 50;

/** What somebody is asked about secrets and personal data, without saying them. */
export function foundQuestion(found: readonly FoundArtifact[], taskKey: string) {
  const all = found.flatMap(({ id, name, findings }) => findings.map((finding) => ({ artifactId: id, name, finding })));
  const first = all[0];
  const more = all.length > 1 ? ` and ${all.length - 1} more` : '';
  const what = first ? `${first.finding.message.charAt(0).toLowerCase()}${first.finding.message.slice(1)}` : 'a secret';
  const names = found.map(({ name }) => `"${name}"`).join(', ');
  const lines = all.slice(0, MAX_LISTED).map(({ name, finding }) => `- ${name}, line ${finding.line}: ${finding.message}`);
  return {
    title: `${names.slice(0, 200)} ${found.length === 1 ? 'holds' : 'hold'} ${what}${more}`,
    description: [
      `Task "${taskKey}" wrote what nobody should read before a person has looked at it. It is masked wherever it is shown, also for other tasks.`,
      '',
      ...lines,
      '',
      'Approving shows it to everybody who may read this run, and to the tasks that wait for it. Refused, it stays masked and its task fails.',
    ].join('\n'),
    context: {
      artifacts: found.map(({ findings: _, ...artifact }) => ({ ...artifact, taskKey })),
      findings: all.slice(0, MAX_LISTED).map(({ artifactId, name, finding: { rule, kind, message, line } }) => ({
        ...{ artifactId, name, rule, kind, message, line },
      })),
    },
  };
}
