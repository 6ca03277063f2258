import { describe, expect, it, vi } from 'vitest';
import type { TaskView } from '@/lib/contracts/task';
import { createTaskStore } from './task-store';

const task = (key: string, status: TaskView['status']) => ({ key, status }) as TaskView;

describe('createTaskStore', () => {
  it('tells only those whose task changed', () => {
    const a = task('a', 'READY');
    const store = createTaskStore([a, task('b', 'READY')]);
    const heardA = vi.fn();
    const heardB = vi.fn();
    store.subscribe('a', heardA);
    store.subscribe('b', heardB);
    store.replace([a, task('b', 'RUNNING')]);
    expect(heardA).not.toHaveBeenCalled();
    expect(heardB).toHaveBeenCalledOnce();
    expect(store.get('b')?.status).toBe('RUNNING');
  });

  it('goes quiet when told to', () => {
    const store = createTaskStore([task('a', 'READY')]);
    const heard = vi.fn();
    store.subscribe('a', heard)();
    store.replace([task('a', 'RUNNING')]);
    expect(heard).not.toHaveBeenCalled();
  });
});
