import { addDrafts } from '../add-drafts';
import type { Handler } from './handler';

export const addTask: Handler<'addTask'> = (work, { task }, path) => {
  addDrafts(work, [{ draft: task, path: `${path}.task` }]);
};
