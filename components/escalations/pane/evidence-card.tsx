'use client';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { FindingList } from '@/components/tasks/finding-list';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import type { Evidence } from '../read-evidence';
import { PaneThread } from './pane-thread';
import { firstToShow } from './place-findings';
import { TypeEvidence } from './type-evidence';

const loading = () => (
  <div className="p-3">
    <Skeleton className="h-40" />
  </div>
);
const ArtifactInPlace = dynamic(() => import('./artifact-in-place').then((module) => module.ArtifactInPlace), { ssr: false, loading });
const ArtifactDiff = dynamic(() => import('./artifact-diff').then((module) => module.ArtifactDiff), { ssr: false, loading });
const WhatWaits = dynamic(() => import('./what-waits').then((module) => module.WhatWaits), { ssr: false, loading });

type Section = 'evidence' | 'diff' | 'waits' | 'thread';

interface EvidenceCardProps {
  escalation: EscalationDetail;
  evidence: Evidence;
  /** Begins an approval with one of the answers that an agent thinks of. Null: the viewer may not. */
  onAnswer: ((words: string) => void) | null;
}

/** The grounds for a decision: what was found and where, what changed, what waits, and what was said. */
export function EvidenceCard({ escalation, evidence, onAnswer }: EvidenceCardProps) {
  const { findings, artifacts } = evidence;
  const hasOwn = hasTypeEvidence(evidence);
  const isEmpty = !hasOwn && findings.length === 0 && artifacts.length === 0;
  const [section, setSection] = useState<Section>(isEmpty ? 'waits' : 'evidence');
  const [chosen, setChosen] = useState<string | null>(null);
  const artifact = artifacts.find(({ id }) => id === chosen) ?? firstToShow(artifacts, findings);
  const tabs: { value: Section; label: ReactNode; count?: number }[] = [
    ...(isEmpty ? [] : [{ value: 'evidence' as const, label: nameOf(evidence) }]),
    ...(artifact && artifact.version > 1 ? [{ value: 'diff' as const, label: `Diff to version ${artifact.version - 1}` }] : []),
    { value: 'waits' as const, label: 'What waits' },
    { value: 'thread' as const, label: 'Conversation', count: escalation.entries.length },
  ];
  return (
    <section aria-label="Evidence" className="overflow-hidden rounded-lg border border-line bg-surface">
      <Tabs aria-label="Evidence" value={section} onValueChange={setSection} tabs={tabs} listClassName="px-3">
        {isEmpty ? null : (
          <TabPanel value="evidence">
            {hasOwn ? <TypeEvidence escalation={escalation} evidence={evidence} onAnswer={onAnswer} /> : null}
            {artifact ? (
              <div className={hasOwn ? 'border-line border-t' : undefined}>
                <ArtifactName artifacts={artifacts} artifact={artifact} onChoose={setChosen} />
                <ArtifactInPlace key={artifact.id} artifactId={artifact.id} findings={findings} />
              </div>
            ) : findings.length > 0 ? (
              <div className="p-3">
                <FindingList findings={findings} />
              </div>
            ) : null}
          </TabPanel>
        )}
        {artifact && artifact.version > 1 ? (
          <TabPanel value="diff">
            <ArtifactName artifacts={artifacts} artifact={artifact} onChoose={setChosen} />
            <ArtifactDiff key={artifact.id} runId={escalation.runId} artifact={artifact} />
          </TabPanel>
        ) : null}
        <TabPanel value="waits">
          <WhatWaits escalation={escalation} />
        </TabPanel>
        <TabPanel value="thread">
          <PaneThread entries={escalation.entries} asking={escalation.asking} />
        </TabPanel>
      </Tabs>
    </section>
  );
}

function ArtifactName({
  artifacts,
  artifact,
  onChoose,
}: {
  artifacts: Evidence['artifacts'];
  artifact: Evidence['artifacts'][number];
  onChoose: (id: string) => void;
}) {
  return (
    <div className="flex items-center gap-2 border-line border-b px-3 py-1.5 text-muted text-xs">
      {artifacts.length > 1 ? (
        <Select
          aria-label="Artifact"
          value={artifact.id}
          onValueChange={onChoose}
          className="h-7 w-auto max-w-full font-mono"
          options={artifacts.map(({ id, name, taskKey }) => ({ value: id, label: name, hint: taskKey ?? undefined }))}
        />
      ) : (
        <code className="min-w-0 truncate">{artifact.name}</code>
      )}
      <span className="shrink-0">version {artifact.version}</span>
      {artifact.taskKey ? <span className="ml-auto min-w-0 truncate">made by {artifact.taskKey}</span> : null}
    </div>
  );
}

const hasTypeEvidence = ({ question, budget, failure, criteria, condition, others }: Evidence): boolean =>
  question !== null || budget !== null || failure !== null || criteria !== null || condition !== null || others.length > 0;

function nameOf({ findings, budget, failure, question, condition }: Evidence): string {
  if (findings.length > 0) return findings.length === 1 ? 'Finding in place' : 'Findings in place';
  if (budget) return 'Money';
  if (failure) return 'Failure';
  if (question) return 'Question';
  return condition ? 'Condition' : 'Evidence';
}
