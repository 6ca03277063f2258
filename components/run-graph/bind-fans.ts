import type { PreparedGraph } from './prepare-graph';

type Fan = PreparedGraph['fans'][number];

const SHEAF = 32;

/** Binds the fans of one picture after another. A fan stays in its sheaf, and a sheaf without a change is the same: it is not even looked through. */
export function createBinder(): (fans: readonly Fan[]) => ReadonlyMap<number, readonly Fan[]> {
  const homes = new Map<string, number>();
  let last: ReadonlyMap<number, readonly Fan[]> = new Map();
  return (fans) => {
    const bound = new Map<number, Fan[]>();
    for (const fan of fans) {
      const home = homes.get(fan.from) ?? Math.floor(homes.size / SHEAF);
      homes.set(fan.from, home);
      const sheaf = bound.get(home);
      if (sheaf) sheaf.push(fan);
      else bound.set(home, [fan]);
    }
    last = new Map([...bound].map(([home, sheaf]) => [home, sameOf(last.get(home), sheaf)]));
    return last;
  };
}

function sameOf(before: readonly Fan[] | undefined, sheaf: readonly Fan[]): readonly Fan[] {
  if (before?.length !== sheaf.length) return sheaf;
  const isSame = (a: Fan, b: Fan | undefined) => a === b || (a.from === b?.from && a.path === b.path && a.way === b.way);
  return sheaf.every((fan, index) => isSame(fan, before[index])) ? before : sheaf;
}
