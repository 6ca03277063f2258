import type { Handler } from './handler';

export const removeDependency: Handler<'removeDependency'> = (work, { from, to }, path) => {
  const source = work.known(from, `${path}.from`);
  const target = work.known(to, `${path}.to`);
  if (!source || !target) return;
  if (!target.dependsOn.includes(from)) work.refuse(`${path}.from`, `"${to}" does not wait for "${from}"`);
  else if (work.mayRewire(to, `${path}.to`)) work.unlink(from, to, `${path}.from`);
};
