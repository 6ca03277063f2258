import type { Handler } from './handler';

export const addDependency: Handler<'addDependency'> = (work, { from, to }, path) => {
  const source = work.known(from, `${path}.from`);
  const target = work.known(to, `${path}.to`);
  if (!source || !target) return;
  if (from === to) work.refuse(`${path}.to`, 'a task cannot depend on itself');
  else if (target.dependsOn.includes(from)) work.refuse(`${path}.to`, `"${to}" waits for "${from}" already`);
  else if (work.mayRewire(to, `${path}.to`)) work.link(from, to, `${path}.to`);
};
