import type { Metadata } from 'next';
import { PeoplePanel } from '@/components/people/people-panel';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'People' };

export default function PeoplePage() {
  return (
    <>
      <PageHeader title="People" trail="Settings" className="border-line border-b" />
      <PeoplePanel />
    </>
  );
}
