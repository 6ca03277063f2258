import type { Role } from '@/lib/contracts/task';
import type { Random } from './random';
import { FAILURES, type Fate, type RunStory, type TaskStory } from './story';

const PEOPLE = ['user:ada@example.com', 'user:grace@example.com', 'user:mary@example.com', 'token:nightly', 'token:ci'];
const SUBJECTS = [
  'a berth booking service for Kilrush marina',
  'the tide table of the Shannon estuary as an HTTP interface',
  'an invoice importer that takes scanned letters',
  'the on-call handbook of the payments team',
  'a search over forty years of pilot books',
  'the move of the customer portal to the new sign-in',
  'a report on last quarter’s support tickets',
  'a rate limiter for the public interface',
  'an archive of harbour photographs with captions',
  'the test plan for the ferry timetable',
];
const VERBS = ['Build', 'Design', 'Review', 'Document', 'Harden'];

const STEPS: { key: string; title: string; role: Role; artifact: { name: string; type: string }; needs: string[] }[] = [
  {
    key: 'requirements',
    title: 'Write down what is needed',
    role: 'project_manager',
    artifact: { name: 'requirements.md', type: 'requirements' },
    needs: [],
  },
  {
    key: 'architecture',
    title: 'Decide how it is built',
    role: 'tech_lead',
    artifact: { name: 'architecture.md', type: 'architecture' },
    needs: ['requirements'],
  },
  {
    key: 'schema',
    title: 'Design the tables',
    role: 'database_engineer',
    artifact: { name: 'schema.md', type: 'document' },
    needs: ['architecture'],
  },
  {
    key: 'api',
    title: 'Write the interface',
    role: 'backend_engineer',
    artifact: { name: 'api.ts', type: 'code' },
    needs: ['architecture', 'schema'],
  },
  {
    key: 'pages',
    title: 'Draw and write the pages',
    role: 'frontend_engineer',
    artifact: { name: 'pages.ts', type: 'code' },
    needs: ['architecture'],
  },
  {
    key: 'journeys',
    title: 'Walk through it as a guest',
    role: 'ux_engineer',
    artifact: { name: 'journeys.md', type: 'document' },
    needs: ['pages'],
  },
  { key: 'tests', title: 'Test the interface', role: 'backend_engineer', artifact: { name: 'api.test.ts', type: 'tests' }, needs: ['api'] },
  {
    key: 'security',
    title: 'Look for holes',
    role: 'security_reviewer',
    artifact: { name: 'security.md', type: 'security' },
    needs: ['api', 'pages'],
  },
  {
    key: 'review',
    title: 'Review the whole',
    role: 'code_reviewer',
    artifact: { name: 'review.md', type: 'document' },
    needs: ['tests', 'security', 'journeys'],
  },
];

/** The usual team's work, or the part of it that needs nothing else; `fates` by key. */
function tasksOf(random: Random, fates: Record<string, Fate> = {}, only?: readonly string[]): TaskStory[] {
  return STEPS.filter((step) => !only || only.includes(step.key)).map(({ needs, ...step }) => ({
    ...step,
    dependsOn: needs,
    seconds: random.between(15, 140),
    costUsd: random.between(2, 60) / 100,
    ...(fates[step.key] ? { fate: fates[step.key] } : {}),
  }));
}

function storyOf(random: Random, minutesAgo: number, more: Partial<RunStory> = {}): RunStory {
  const subject = random.pick(SUBJECTS);
  return {
    goal: `${random.pick(VERBS)} ${subject}`,
    createdBy: random.pick(PEOPLE),
    minutesAgo,
    tasks: tasksOf(random),
    documents: [
      {
        name: 'notes.md',
        type: 'document',
        content: `# Notes\n\nWhat was said about ${subject}:\n\n- it must hold for ${random.between(2, 40)} people at once\n- nobody wants a second password\n`,
      },
    ],
    ...more,
  };
}

/** A working day of forty runs: two cancelled, two with a hiccup, one that waits for its owner to go on. */
function quietDay(random: Random): RunStory[] {
  return Array.from({ length: 40 }, (_, index) => {
    const minutesAgo = 25 + index * 34 + random.between(0, 20);
    if (index === 3) return storyOf(random, minutesAgo, { stop: { kind: 'paused', afterTasks: 4 } });
    if (index === 11 || index === 27) return storyOf(random, minutesAgo, { stop: { kind: 'cancelled', afterTasks: 3 } });
    const hiccup: Record<string, Fate> = index % 17 === 5 ? { api: { failures: 1, failure: FAILURES.overloaded, ends: 'succeeds' } } : {};
    return storyOf(random, minutesAgo, { tasks: tasksOf(random, hiccup), ...(index % 4 === 0 ? { budgetUsd: 10 } : {}) });
  });
}

/** What the morning finds: an overloaded endpoint, a revoked key and endless tasks; budgets reached, a plan that was none, a retry that waits. */
function badNight(random: Random): RunStory[] {
  const fail = (failure: Fate['failure'], failures: number): Fate => ({ failures, failure, ends: 'fails' });
  return Array.from({ length: 90 }, (_, index) => {
    const minutesAgo = 20 + index * 6 + random.between(0, 5);
    if (index === 1)
      return storyOf(random, minutesAgo, {
        tasks: tasksOf(random, { api: { failures: 2, failure: FAILURES.rateLimited, ends: 'waits' } }),
      });
    if (index % 23 === 4) return storyOf(random, minutesAgo, { planFails: true, tasks: [planning(random)] });
    if (index % 13 === 6)
      return storyOf(random, minutesAgo, { budgetUsd: 1 + index / 100, tasks: tasksOf(random).map((task) => ({ ...task, costUsd: 0.7 })) });
    if (index % 5 === 0)
      return storyOf(random, minutesAgo, {
        tasks: tasksOf(random, { schema: fail(FAILURES.overloaded, 3), pages: fail(FAILURES.overloaded, 3) }),
      });
    if (index % 5 === 2) return storyOf(random, minutesAgo, { tasks: tasksOf(random, { security: fail(FAILURES.unauthorized, 1) }) });
    if (index % 7 === 3) return storyOf(random, minutesAgo, { tasks: tasksOf(random, { tests: fail(FAILURES.tooLong, 3) }) });
    return storyOf(random, minutesAgo, { tasks: tasksOf(random, {}, ['requirements', 'architecture', 'schema', 'api']) });
  });
}

function planning(random: Random): TaskStory {
  return {
    key: 'plan',
    title: 'Plan the run',
    role: 'planner',
    dependsOn: [],
    artifact: { name: 'plan.json', type: 'document' },
    seconds: random.between(20, 50),
    costUsd: 0.05,
    fate: { failures: 1, failure: FAILURES.invalidPlan, ends: 'fails' },
  };
}

export const STORIES = { 'quiet-day': quietDay, 'bad-night': badNight } as const;
export type Scenario = keyof typeof STORIES;
