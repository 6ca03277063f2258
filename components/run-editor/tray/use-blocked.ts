import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { usePanel, useUnstaged } from '../panel/panel-context';
import type { ApplyEditState } from './use-apply';
import { type EditCheck, useCheck } from './use-check';
import type { DryRun } from './use-dry-run';

interface Input {
  run: Pick<RunDetail, 'tasks'>;
  dryRun: DryRun;
  apply: ApplyEditState;
}

/** Why the edit cannot be applied as it stands, in a sentence. */
export function useBlocked(input: Input): { check: EditCheck; blocked: string | null; discard: () => void } {
  const { store, unstaged } = usePanel();
  const texts = useUnstaged();
  const check = useCheck(input);
  const { problems, choices } = check;
  const needed = choices.filter((choice) => choice.kind === 'needed');
  const blocked =
    texts.length > 0
      ? `${plural(texts.length, 'field')} to mend first: ${texts.map((text) => text.where).join(', ')}`
      : problems.length > 0
        ? `${plural(problems.length, 'problem')} to solve first, below the graph`
        : needed.length > 0
          ? `Say first whether ${needed.map((choice) => choice.title).join(', ')} may be aborted`
          : null;
  const discard = () => {
    unstaged.clear();
    store.discard();
  };
  return { check, blocked, discard };
}
