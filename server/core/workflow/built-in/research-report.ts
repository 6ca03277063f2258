import type { WorkflowBodyInput } from '@/lib/contracts/workflow';

/** A question answered from documents: questions first, then two readings that do not know each other, then one text. */
export const researchReport: WorkflowBodyInput & { title: string } = {
  title: 'Research report',
  description:
    'A question answered from your documents: evidence with its source, the case against, and a report that says how sure it is.',
  tags: ['research'],
  goal: `Answer this question in a report: {{inputs.question}}

Who reads it and decides by it: {{inputs.reader}}
Length: about {{inputs.words}} words
Sources: the documents of this run and nothing else. Whatever they do not say is named as unknown.

It is right when every statement of fact can be traced to a place in a document, when the strongest case against the answer is in it, and when the reader knows how sure to be.`,
  inputs: [
    { name: 'question', title: 'The question', type: 'text', required: true },
    { name: 'reader', title: 'Who reads it, and what they decide', type: 'text', default: 'a decision maker without the background' },
    { name: 'sources', title: 'Main source', type: 'document' },
    { name: 'words', title: 'Length in words', type: 'number', default: 1200 },
    { name: 'recommend', title: 'End with a recommendation', type: 'boolean', default: true },
  ],
  tasks: [
    {
      key: 'questions',
      title: 'Questions to answer',
      role: 'project_manager',
      artifactType: 'requirements',
      phase: 'Frame',
      prompt: `Take the question apart: "{{inputs.question}}"

Write five to nine smaller questions, Q1, Q2, …, that together answer it, each such that a passage of a document could answer it. Order them by how much the final answer depends on them. For each: what {{inputs.reader}} would do differently if the answer is yes, and which kind of evidence would settle it.

Then define every word of the question that two people could understand differently, and say what is not being asked.`,
    },
    {
      key: 'evidence',
      role: 'tech_lead',
      artifactType: 'data',
      phase: 'Read',
      dependsOn: ['questions'],
      prompt: `Read every document of this run to its end. For each of Q1, Q2, … collect the evidence as a table with the columns question, finding, exact quotation, document and place, how strong (measured, reported, claimed, implied).

Quote, do not summarise; copy figures with their units. Two documents that contradict each other get two rows that point at each other. Where no document says anything about a question, write the row "nothing found" rather than leaving it out.`,
    },
    {
      key: 'counter-evidence',
      title: 'The case against',
      role: 'security_reviewer',
      artifactType: 'document',
      phase: 'Read',
      dependsOn: ['questions'],
      prompt: `You are the one who is paid to be unconvinced. Read every document of this run and collect what speaks against the obvious answer to "{{inputs.question}}": exceptions, small samples, interests of who wrote it, figures that do not add up, what was measured instead of what was meant, what is conspicuously not said.

Each point: the exact quotation with document and place, why it matters for Q1, Q2, …, and what one would have to know to settle it. Do not soften, and do not invent: a doubt without a place in a document is marked as your own.`,
    },
    {
      key: 'draft',
      role: 'project_manager',
      artifactType: 'document',
      phase: 'Write',
      dependsOn: ['questions', 'evidence', 'counter-evidence'],
      prompt: `Write the report for {{inputs.reader}}, about {{inputs.words}} words.

First paragraph: the answer to "{{inputs.question}}" in at most three sentences, with how sure it is (high, moderate, low) and why. Then what it rests on, in the order of weight, every fact with its document and place in brackets. Then the strongest case against and what is left of it. Then what is unknown, and the cheapest way to find out. Recommendation wanted: {{inputs.recommend}} (if true, end with one and with what would change it; if false, end with the options and their price).

Plain words, short sentences, figures with units. No sentence that would be true of every report.`,
    },
    {
      key: 'fact-check',
      role: 'code_reviewer',
      phase: 'Check',
      dependsOn: ['draft', 'evidence', 'counter-evidence'],
      prompt: `Check the draft, statement by statement, against the evidence and the case against. For each statement of fact: supported (with the row), overstated, or without support. For each figure: copied right, unit right, comparison fair. Then: which row of the evidence and which objection should be in the report and is not.

Each finding names the sentence and gives the sentence that should stand there. Do not judge style.`,
    },
    {
      key: 'report',
      title: 'Final report',
      role: 'tech_lead',
      artifactType: 'document',
      phase: 'Check',
      dependsOn: ['draft', 'fact-check'],
      prompt: `Write the final report: the draft with every finding of the fact check carried out, about {{inputs.words}} words, complete in itself. Where you do not follow a finding, say in a last section "Not followed" which and why. Add a list of sources with what each was used for.`,
    },
  ],
};
