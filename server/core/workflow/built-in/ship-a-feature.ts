import type { WorkflowBodyInput } from '@/lib/contracts/workflow';

/** From a wish to reviewed code: what, how, three hands at once, two reviews, and what was left over. */
export const shipAFeature: WorkflowBodyInput & { title: string } = {
  title: 'Ship a feature',
  description:
    'Requirements, design, code and tests for one feature, reviewed for quality and security, ending in a release note and a list of what is open.',
  tags: ['engineering'],
  goal: `Ship a feature: {{inputs.feature}}

For whom: {{inputs.audience}}
Stack and rules of the house: {{inputs.stack}}
How careful: {{inputs.risk}}

It is right when every requirement has code and a test that would fail without it, when no review finding of high severity is open, and when a colleague who was not there can release it from the release note alone.`,
  inputs: [
    { name: 'feature', title: 'What should be built, and why', type: 'text', required: true },
    { name: 'audience', title: 'For whom', type: 'text', default: 'the users of the product as it is today' },
    {
      name: 'stack',
      title: 'Languages, frameworks and rules of the house',
      type: 'text',
      default: 'TypeScript, PostgreSQL; small modules with tests',
    },
    { name: 'brief', title: 'Brief, ticket or notes', type: 'document' },
    {
      name: 'risk',
      title: 'What breaks if it is wrong',
      type: 'choice',
      choices: ['an internal tool', 'a product with users', 'money or personal data'],
      default: 'a product with users',
    },
  ],
  tasks: [
    {
      key: 'requirements',
      role: 'project_manager',
      artifactType: 'requirements',
      phase: 'Understand',
      prompt: `Write the requirements of the feature "{{inputs.feature}}" for {{inputs.audience}}, from the goal and from every document of this run.

Number them R1, R2, … Each is one sentence that can be tested, names its actor, and has an acceptance example with concrete values ("given … when … then …"). Cover the empty, the wrong and the hostile input, not only the straight way.

Then list: what is expressly out of scope; what you had to assume, and what would change if the assumption is wrong; at most five questions whose answer would change the design, each with the answer you go on with.`,
    },
    {
      key: 'design',
      role: 'tech_lead',
      artifactType: 'architecture',
      phase: 'Understand',
      dependsOn: ['requirements'],
      prompt: `Design the feature within this stack and these rules: {{inputs.stack}}. If it is wrong, this breaks: {{inputs.risk}}; weigh cost against care accordingly.

Say which parts change and which are new, the interface of each (signatures, HTTP calls, tables) precisely enough that three people can write code against it today without talking to each other, how data that exists already is carried over, and how the feature is turned off again.

For each decision that somebody could question: the alternative, and why not. End with a table that shows for every requirement R1, R2, … which part carries it.`,
    },
    {
      key: 'data',
      title: 'Schema and migration',
      role: 'database_engineer',
      artifactType: 'code',
      phase: 'Build',
      dependsOn: ['design'],
      prompt: `Write the schema change of the design: the migration forward, the way back, indexes with the query that each is for, and constraints that make a wrong row impossible rather than unlikely.

It must run on a full database while the old code is still serving: say for each statement what it locks and for how long. If the design needs no change of the schema, say so and show the queries that the existing tables answer.`,
    },
    {
      key: 'backend',
      title: 'Server',
      role: 'backend_engineer',
      artifactType: 'code',
      phase: 'Build',
      dependsOn: ['design'],
      prompt: `Write the server side of the design in full: types, validation at the edge, the decision logic as pure functions, errors that say what happened and what to do now. Every name and signature as the design has it.

Bring the tests along: one for each requirement R1, R2, … that names it, with its acceptance example, and one for each way in which a caller can get it wrong.`,
    },
    {
      key: 'frontend',
      title: 'User interface',
      role: 'frontend_engineer',
      artifactType: 'code',
      phase: 'Build',
      dependsOn: ['design'],
      prompt: `Write what {{inputs.audience}} see and do: the components, their empty, loading and failing states, and the calls to the interfaces of the design. It works by keyboard and at 390 pixels; every control has a label; text says what happens next.

If the feature has no user interface, write its command line or API examples instead, with the exact output.`,
    },
    {
      key: 'code-review',
      title: 'Code review',
      role: 'code_reviewer',
      phase: 'Check',
      dependsOn: ['requirements', 'data', 'backend', 'frontend'],
      prompt: `Review schema, server and user interface against the requirements and against each other.

First walk through R1, R2, …: for each, the place in the code that does it and the test that would fail without it, or "missing". Then the seams: names, types, status codes and nullability that one part promises and another does not expect. Then the code itself.

Each finding: severity (high: wrong result, loss of data or cannot be released; medium; low), file and place, what happens, and the change that mends it, as code. No praise, no restating.`,
    },
    {
      key: 'security-review',
      title: 'Security review',
      role: 'security_reviewer',
      phase: 'Check',
      dependsOn: ['design', 'data', 'backend', 'frontend'],
      prompt: `Look for what an attacker would do with this feature. What breaks if it is wrong: {{inputs.risk}}.

Who may call what, and where is that checked; what input reaches a query, a shell, a template or a page, and how is it made harmless; what is logged, stored or sent that should not be; what one caller can do to all others (rates, sizes, locks).

Each finding: severity, the exact steps of the attack, and the change that stops it. Say what you looked at and found sound, so that nobody looks twice.`,
    },
    {
      key: 'release',
      title: 'Release note and what is open',
      role: 'tech_lead',
      artifactType: 'document',
      phase: 'Ship',
      dependsOn: ['code-review', 'security-review', 'requirements'],
      prompt: `Decide, from both reviews, whether this can be released, and say so in the first line: "release", "release after …" or "do not release", with the reason.

Then: the release note for {{inputs.audience}} (what they can do now, in their words); the steps to release and to go back, in order, each with how one sees that it worked; what to watch in the first day, with numbers; and every open finding with severity and the next step. Nothing that a review found may disappear.`,
    },
  ],
};
