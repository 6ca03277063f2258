import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TaskList } from '@/components/task-list/task-list';
import { TaskListSkeleton } from '@/components/task-list/task-list-skeleton';
import { PageHeader } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Tasks' };

export default function TasksPage() {
  return (
    <>
      <PageHeader title="Tasks" description="Of the runs under way, or whatever ended lately." />
      <Suspense fallback={<TaskListSkeleton />}>
        <TaskList />
      </Suspense>
    </>
  );
}
