import type { FoundText } from './search-texts';

/** What a question lists; the artifacts have all of it. */
const MAX_LISTED = 50;

/** What somebody is asked about secrets and personal data, without saying them. No task: people brought them in. */
export function foundQuestion(texts: readonly FoundText[], taskKey: string | null) {
  const all = texts.flatMap(({ artifact, name, found }) => found.map(({ finding }) => ({ artifact, name, finding })));
  const first = all[0];
  const more = all.length > 1 ? ` and ${all.length - 1} more` : '';
  const what = first ? `${first.finding.message.charAt(0).toLowerCase()}${first.finding.message.slice(1)}` : 'a secret';
  const names = texts.map(({ name }) => `"${name}"`).join(', ');
  const listed = all.slice(0, MAX_LISTED);
  return {
    title: `${names.slice(0, 200)} ${texts.length === 1 ? 'holds' : 'hold'} ${what}${more}`,
    description: [
      taskKey === null
        ? 'What was given to this run holds what nobody should read before a person has looked at it. It is masked wherever it is shown, also for its tasks, which go on without it.'
        : `Task "${taskKey}" wrote what nobody should read before a person has looked at it. It is masked wherever it is shown, also for other tasks.`,
      '',
      ...listed.map(({ artifact, name, finding }) => `- ${name}${artifact ? `, line ${finding.line}` : ''}: ${finding.message}`),
      '',
      taskKey === null
        ? 'Approving shows it to everybody who may read this run, and to tasks that begin from then on. Refused, it stays masked.'
        : 'Approving shows it to everybody who may read this run, and to the tasks that wait for it. Refused, it stays masked and its task fails.',
    ].join('\n'),
    context: {
      artifacts: texts.flatMap(({ artifact, name }) => (artifact ? [{ ...artifact, name, taskKey }] : [])),
      findings: listed.map(({ artifact, name, finding: { rule, kind, message, line } }) => ({
        ...(artifact ? { artifactId: artifact.id, line } : {}),
        ...{ name, rule, kind, message },
      })),
    },
  };
}
