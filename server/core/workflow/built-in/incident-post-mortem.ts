import type { WorkflowBodyInput } from '@/lib/contracts/workflow';

/** What happened, why, and what changes: without blame, and with owners. */
export const incidentPostMortem: WorkflowBodyInput & { title: string } = {
  title: 'Incident post-mortem',
  description: 'From logs and chat to a blameless account: timeline, causes, what went well, and actions that would have prevented it.',
  tags: ['operations'],
  goal: `Write the post-mortem of this incident: {{inputs.incident}}

Severity: {{inputs.severity}}
Times are given in: {{inputs.timezone}}
Readers: everybody who builds or runs the system, and who was not there.

It is right when the timeline has no unexplained gap, when each cause is backed by a line of the record, and when every action has an owner's role, a due date and a way to see that it works. No person is blamed: people did what made sense with what they knew.`,
  inputs: [
    { name: 'incident', title: 'What happened, in a sentence or two', type: 'text', required: true },
    { name: 'severity', title: 'Severity', type: 'choice', choices: ['SEV1', 'SEV2', 'SEV3'], default: 'SEV2' },
    { name: 'record', title: 'Logs, alerts and chat of the incident', type: 'document' },
    { name: 'timezone', title: 'Time zone of the record', type: 'text', default: 'UTC' },
    { name: 'minutes', title: 'Minutes of impact, if known', type: 'number' },
    { name: 'customers', title: 'Customers noticed', type: 'boolean', default: true },
  ],
  tasks: [
    {
      key: 'timeline',
      role: 'project_manager',
      artifactType: 'data',
      phase: 'Reconstruct',
      prompt: `Reconstruct the incident "{{inputs.incident}}" from every document of this run, minute by minute, in {{inputs.timezone}}.

A table: time, what happened, who or what did it (a role or a system, never a person's name), how we know (the line of the record, quoted). Mark these moments: cause introduced, impact began, first signal, somebody noticed, understood, mitigated, over. Between any two rows more than ten minutes apart write what is missing and where it could be found.

Below the table: minutes from beginning to notice, to understanding, to mitigation. Minutes of impact as reported: {{inputs.minutes}} (blank: not known); say whether the record agrees.`,
    },
    {
      key: 'impact',
      role: 'ux_engineer',
      artifactType: 'document',
      phase: 'Reconstruct',
      prompt: `Say what this incident ({{inputs.severity}}) meant for those who depend on the system. Customers noticed: {{inputs.customers}}.

Who could not do what, for how long, how many, and what they saw instead, each with the line of the record that says so. What is lost for good, what was only late, what is still wrong now. What they were told, when, and what they should have been told. Give ranges rather than guesses, and write "not known" where the record is silent.`,
    },
    {
      key: 'causes',
      title: 'Causes',
      role: 'tech_lead',
      artifactType: 'document',
      phase: 'Explain',
      dependsOn: ['timeline'],
      prompt: `Explain why it happened. Begin at the impact and ask "why was that possible" until an answer is something that we could have decided otherwise. Follow every branch: an incident has several causes, and "human error" is never one; ask what made the error easy.

Separate the trigger, the conditions that had to be there already, what made it large, and what made it long. Each with its evidence from the timeline, and with a test: if this had been different, would it still have happened?

End with what you could not explain, and what would have to be looked at.`,
    },
    {
      key: 'defences',
      title: 'What held and what did not',
      role: 'security_reviewer',
      artifactType: 'document',
      phase: 'Explain',
      dependsOn: ['timeline'],
      prompt: `Go through every defence that stood between the trigger and the impact: reviews, tests, types, limits, alerts, dashboards, runbooks, backups, access, roll-back. For each: was there one, did it act, when, and if not, why not. Then what went well and must not be lost, and where we were only lucky.`,
    },
    {
      key: 'actions',
      role: 'backend_engineer',
      artifactType: 'requirements',
      phase: 'Change',
      dependsOn: ['causes', 'defences', 'impact'],
      prompt: `Propose what changes. For each cause and each defence that failed: one action that would have prevented it, found it sooner or made it smaller. At most ten, ordered by how much of this incident each would have removed for its effort.

Each action: what exactly is changed, the role that owns it, due within days or weeks ({{inputs.severity}} decides how soon), its size (hours, days, weeks), and the check that shows it works, preferably one that fails today. No "be more careful", no training without a change of the system. Then what you decided against, and why.`,
    },
    {
      key: 'post-mortem',
      title: 'Post-mortem',
      role: 'project_manager',
      artifactType: 'document',
      phase: 'Change',
      dependsOn: ['timeline', 'impact', 'causes', 'defences', 'actions'],
      prompt: `Write the post-mortem as one document that stands by itself: summary in five sentences (what, whom, how long, why, what changes), impact, timeline (the rows that matter), causes, what held and what did not, actions as a table with owner's role, due date and check, open questions.

Keep all numbers and times as the parts have them; where two parts disagree, say so instead of choosing silently. No names of people, no blame, no adjectives that comfort.`,
    },
    {
      key: 'review',
      role: 'code_reviewer',
      phase: 'Change',
      dependsOn: ['post-mortem', 'timeline', 'actions'],
      prompt: `Read the post-mortem as somebody who was not there. Check: can every statement be found in the timeline or the record; does each action answer a cause, and is there a cause without an action; would these actions together have prevented this incident, and the next one of its kind; is anybody blamed, also between the lines; which question would a customer ask that is not answered.

Each finding with the sentence it is about and the sentence that should stand there.`,
    },
  ],
};
