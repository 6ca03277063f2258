import type { Random } from './random';
import type { RunStory, TaskStory } from './story';

const REMARKS = [
  'The figures of the two sources agree within one part in a hundred.',
  'What is not said here was not found, and is listed at the end.',
  'Two readers came to the same order without having spoken.',
  'The older rule is kept, since three customers rely on it.',
  'A shorter way exists; it loses the audit trail and was left.',
];
const POINTS = ['Intake', 'Storage', 'Search', 'Reports', 'Access', 'Backup', 'Alerts', 'Migration'];

/** An artifact that a person can read: the goal's subject, points, and a table of figures. */
export function artifactContent(story: RunStory, task: TaskStory, random: Random): string {
  const points = POINTS.slice(random.between(0, 3), random.between(5, 8));
  const rows = points.map((point) => `| ${point} | ${random.between(1, 9)} | ${random.between(10, 990)} |`);
  if (task.artifact.type === 'code' || task.artifact.type === 'tests') {
    return [
      `// ${task.title}, for: ${story.goal}`,
      'export interface Entry {\n  name: string;\n  weight: number;\n  count: number;\n}\n',
      'export const ENTRIES: readonly Entry[] = [',
      ...points.map((point) => `  { name: '${point.toLowerCase()}', weight: ${random.between(1, 9)}, count: ${random.between(10, 990)} },`),
      '];\n',
      '/** Heaviest first; of equal weight, by name. */',
      'export function ordered(entries: readonly Entry[]): Entry[] {',
      '  return [...entries].sort((a, b) => b.weight - a.weight || a.name.localeCompare(b.name));',
      '}\n',
    ].join('\n');
  }
  return [
    `# ${task.title}`,
    '',
    `For the goal: ${story.goal}`,
    '',
    '## What was found',
    '',
    ...points.map((point) => `- **${point}**: ${random.pick(REMARKS)}`),
    '',
    '## Figures',
    '',
    '| Part | Weight | Count |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
    '## What is open',
    '',
    `${random.pick(REMARKS)} ${random.pick(REMARKS)}`,
    '',
  ].join('\n');
}

export const speech = (task: TaskStory, random: Random): string =>
  `I look at what there is first, then I write ${task.artifact.name}. ${random.pick(REMARKS)}`;

export const closing = (task: TaskStory, random: Random): string => `${task.artifact.name} stands. ${random.pick(REMARKS)}`;
