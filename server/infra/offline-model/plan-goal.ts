import type { Role, Tier } from '@/lib/contracts/task';
import { isLimit, plural } from './facts';
import { slug } from './subject';
import { quoted, the, titleCase, type Work } from './writers/work';

interface PlannedTask {
  key: string;
  title: string;
  role: Role;
  prompt: string;
  dependsOn: string[];
  phase: string;
  artifactType: string;
  tier: Tier;
  kind?: 'gate';
  gate?: { type: 'human'; criteria: string };
}

/** A plausible graph for a goal and its documents: six to twelve tasks, named after what they speak of. */
export function planGoal(work: Work, marker: string | null): { tasks: PlannedTask[] } {
  const tasks = planFor(work);
  // A fault asked for in the goal happens to one task in the middle of the graph, where it can be watched.
  const struck = tasks[Math.floor(tasks.length / 2)];
  if (marker && struck) struck.prompt = `${struck.prompt}\n\n${marker}`;
  return { tasks: asksForApproval(work) ? approved(tasks) : tasks };
}

/** "A person approves the release before it is handed over." */
const asksForApproval = (work: Work): boolean =>
  /\b(a person|people|somebody|someone|i|we)\b[^.\n]{0,40}\b(approves?|signs? (it )?off)\b/i.test(work.brief.goal);

/** The last task then waits for a person's word on all that it puts together. */
function approved(tasks: PlannedTask[]): PlannedTask[] {
  const last = tasks.at(-1);
  if (!last || last.dependsOn.length === 0) return tasks;
  const gate: PlannedTask = {
    ...{ key: 'approval', title: 'Approval by a person', role: 'tech_lead', prompt: 'Look at the work before it is handed over.' },
    ...{ dependsOn: last.dependsOn, phase: last.phase, artifactType: 'review', tier: 'economy' },
    ...{ kind: 'gate', gate: { type: 'human', criteria: 'It is what the goal asks for.' } },
  };
  return [...tasks.slice(0, -1), gate, { ...last, dependsOn: [gate.key] }];
}

function planFor(work: Work): PlannedTask[] {
  const goal = work.brief.goal.toLowerCase();
  if (
    /\b(build|implement|develop|code|api|app|application|service|website|frontend|backend|software|system|portal|dashboard|schema)\b/.test(
      goal,
    )
  )
    return buildPlan(work);
  if (work.tables.length > 0 || /\b(analy[sz]e|data|metrics|statistics|figures)\b/.test(goal)) return dataPlan(work);
  return writingPlan(work);
}

const named = (work: Work): string => work.inputs.map((one) => one.name).join(', ');
const about = (work: Work): string =>
  work.inputs.length > 0
    ? ` Read ${named(work)} and keep its terms, identifiers and figures.`
    : ' There are no documents: mark what you assume.';
const bound = (work: Work): string => {
  const figures = work.figures
    .filter(isLimit)
    .slice(0, 3)
    .map(({ figure, statement }) => `${figure} ("${quoted(statement.text, 70)}")`);
  return figures.length > 0 ? ` Hold these figures: ${figures.join('; ')}.` : '';
};

function buildPlan(work: Work): PlannedTask[] {
  const [first = 'item', second] = work.subject.entities.map(slug);
  const many = plural(first);
  const name = the(work.subject.name);
  const services = second ? [first, second] : [first];
  const apis = services.map((entity) =>
    task(
      `${entity}-api`,
      `${titleCase(entity)} service`,
      'backend_engineer',
      ['architecture', `${first}-schema`],
      'Build',
      'code',
      'standard',
      `Write the ${entity} service of ${name} in TypeScript: fields, validation, creating, changing with version check, listing in pages, and its tests. Follow the interface and the data model of the architecture and the names of the schema.${bound(work)} Done when each rule about ${plural(entity)} has code and a test.`,
    ),
  );
  const apiKeys = apis.map((one) => one.key);
  return [
    task(
      'requirements',
      `Requirements of ${name}`,
      'project_manager',
      [],
      'Understand',
      'requirements',
      'standard',
      `Write the requirements of ${name}.${about(work)} Give each an identifier, a priority and the source; add acceptance criteria, figures and open questions.`,
    ),
    task(
      `${first}-flows`,
      `How people work with ${many}`,
      'ux_engineer',
      ['requirements'],
      'Design',
      'document',
      'economy',
      `Describe the flows, screens and wording with which people handle ${many} in ${name}: the normal way, the ways it goes wrong, and every state of each screen.${bound(work)}`,
    ),
    task(
      'architecture',
      `Architecture of ${name}`,
      'tech_lead',
      ['requirements'],
      'Design',
      'architecture',
      'premium',
      `Design ${name}: components, the interface with fields and errors, the data model, decisions with their reasons, and what can be built in parallel. Place each requirement.${bound(work)}`,
    ),
    task(
      `${first}-schema`,
      `Schema for ${many}`,
      'database_engineer',
      ['architecture'],
      'Build',
      'code',
      'standard',
      `Write the PostgreSQL schema for ${services.map(plural).join(' and ')} of ${name}: tables, constraints, indexes with the query each serves, and the way back.${work.tables.length > 0 ? ` Take columns and types from ${work.tables.map((one) => one.source).join(', ')}.` : ''}`,
    ),
    ...apis,
    task(
      `${first}-screens`,
      `Screens for ${many}`,
      'frontend_engineer',
      [`${first}-flows`, 'architecture'],
      'Build',
      'code',
      'standard',
      `Write the React page on which people find and see ${many}, with every state that the flows name and the words given there. Use the interface of the architecture.`,
    ),
    task(
      'test-plan',
      `Test plan of ${name}`,
      'code_reviewer',
      ['requirements', 'architecture'],
      'Verify',
      'tests',
      'standard',
      `Write the test plan: a case for each requirement, the limits of each figure, unhappy paths, and what must pass before release.${bound(work)}`,
    ),
    task(
      'code-review',
      'Code review',
      'code_reviewer',
      [...apiKeys, `${first}-schema`, `${first}-screens`, 'requirements'],
      'Verify',
      'review',
      'standard',
      `Review the code and the schema against the requirements. Findings by severity with place and remedy, the requirements as a checklist, and a verdict.`,
    ),
    task(
      'security-review',
      'Security review',
      'security_reviewer',
      [...apiKeys, 'architecture'],
      'Verify',
      'security',
      'premium',
      `Review ${name} for security and privacy: assets, borders of trust, findings with attack, remedy and test, and the conditions of your approval.`,
    ),
    task(
      'handover',
      `Handover of ${name}`,
      'project_manager',
      ['test-plan', 'code-review', 'security-review'],
      'Deliver',
      'document',
      'economy',
      `Put the results together for whoever takes ${name} over: what was made, the verdicts and their conditions, what is open, and the next steps in order.`,
    ),
  ];
}

function dataPlan(work: Work): PlannedTask[] {
  const files =
    work.tables.length > 0 ? work.tables : [{ source: work.inputs[0]?.name ?? 'the data', entity: work.subject.entities[0] ?? 'record' }];
  const profiles = files
    .slice(0, 3)
    .map((one) =>
      task(
        `${slug(one.entity)}-profile`,
        `Profile of ${one.source}`,
        'database_engineer',
        [],
        'Understand',
        'data',
        'standard',
        `Profile ${one.source}: rows, columns, kinds, ranges, gaps and distinct values. State what looks wrong.`,
      ),
    );
  const keys = profiles.map((one) => one.key);
  const name = the(work.subject.name);
  return [
    task(
      'questions',
      'Questions to answer',
      'project_manager',
      [],
      'Understand',
      'requirements',
      'standard',
      `Write down which questions ${name} has to answer and what counts as an answer.${about(work)}`,
    ),
    ...profiles,
    task(
      'findings',
      'What the data show',
      'tech_lead',
      ['questions', ...keys],
      'Analyse',
      'document',
      'premium',
      `Answer the questions from the profiles. Each statement with its figure and its source; say what the data cannot show.${bound(work)}`,
    ),
    task(
      'checks',
      'Reproducible checks',
      'backend_engineer',
      keys,
      'Analyse',
      'code',
      'standard',
      `Write TypeScript that validates the records of ${files.map((one) => one.source).join(', ')} against what the profiles show, with tests.`,
    ),
    task(
      'privacy',
      'Privacy of the data',
      'security_reviewer',
      keys,
      'Verify',
      'security',
      'standard',
      'Say which fields point to persons, who may see them, how long they may be kept and what the report must not show.',
    ),
    task(
      'review',
      'Review of the findings',
      'code_reviewer',
      ['findings', 'checks', 'questions'],
      'Verify',
      'review',
      'standard',
      'Check each finding against the profiles and the questions: is it supported, is a figure wrong, what was left out? Verdict first.',
    ),
    task(
      'report',
      `Report: ${name}`,
      'project_manager',
      ['findings', 'review', 'privacy'],
      'Deliver',
      'document',
      'standard',
      `Write the report for whoever asked: the answers in short, the figures behind them, conditions from the reviews, and what to do next.`,
    ),
  ];
}

function writingPlan(work: Work): PlannedTask[] {
  const name = the(work.subject.name);
  const headings = [...new Set(work.statements.map((one) => one.heading).filter((heading): heading is string => heading !== null))];
  const topics = (headings.length >= 2 ? headings.slice(0, 3) : work.subject.entities.slice(0, 3)).filter(
    (topic, index, all) => all.findIndex((other) => slug(other) === slug(topic)) === index,
  );
  const parts = topics.map((topic) =>
    task(
      `part-${slug(topic)}`,
      titleCase(topic),
      'tech_lead',
      ['outline'],
      'Write',
      'document',
      'standard',
      `Write the part on "${topic}" of ${name}, as the outline has it.${about(work)}${bound(work)}`,
    ),
  );
  const keys = parts.map((one) => one.key);
  return [
    task(
      'outline',
      `Outline of ${name}`,
      'project_manager',
      [],
      'Understand',
      'requirements',
      'standard',
      `Write what ${name} must say, to whom and in which order, with the facts that each part rests on.${about(work)}`,
    ),
    ...parts,
    task(
      'readers',
      'How readers find their way',
      'ux_engineer',
      ['outline'],
      'Write',
      'document',
      'economy',
      `Say who reads ${name}, what each looks for first, and which words and structure get them there.`,
    ),
    task(
      'fact-check',
      'Check of the facts',
      'code_reviewer',
      ['outline', ...keys],
      'Verify',
      'review',
      'standard',
      'Check every name, figure and quotation of the parts against the documents. Findings by severity, verdict first.',
    ),
    task(
      'risks',
      'Risks of publishing',
      'security_reviewer',
      keys,
      'Verify',
      'security',
      'standard',
      'Say what in the parts is confidential, personal or could be misused, and what to change.',
    ),
    task(
      'final',
      titleCase(name),
      'project_manager',
      [...keys, 'readers', 'fact-check', 'risks'],
      'Deliver',
      'document',
      'standard',
      `Put the parts together to one finished text: ${name}, with the findings of both checks worked in.`,
    ),
  ];
}

function task(
  key: string,
  title: string,
  role: Role,
  dependsOn: string[],
  phase: string,
  artifactType: string,
  tier: Tier,
  prompt: string,
): PlannedTask {
  return { key, title: quoted(title, 180), role, prompt, dependsOn, phase, artifactType, tier };
}
