import { type EditOperation, editRunSchema } from '@/lib/contracts/edit';
import { AppError } from '@/lib/errors';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import type { EditsService } from '@/server/services/edits/edits-service';
import type { EditWish, GraphEditor } from '@/server/services/proposals/deps';
import { createProposalsService, type ProposalsService } from '@/server/services/proposals/proposals-service';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';

/** How often an edit that is to hold on any version is made again on the next one. */
const ATTEMPTS = 5;

/** What agents propose, applied through the door of every edit. */
export function composeProposals(deps: {
  db: Database;
  bus: LiveBus;
  log: Log;
  settings: GeneralSettingsService;
  edits: EditsService;
}): ProposalsService {
  const { db, bus, log, settings, edits } = deps;
  return createProposalsService({ db, bus, log, editor: editorOf(edits), agentEdits: () => settings.current().agentEdits });
}

function editorOf(edits: EditsService): GraphEditor {
  return {
    preview: (wish) => onLatest(edits, wish, (baseVersion) => edits.apply(inputOf(wish, baseVersion, true), NOBODY, null)),
    apply: (wish, by, alongside) =>
      onLatest(edits, wish, (baseVersion) => edits.apply(inputOf(wish, baseVersion, false), by, null, { alongside })),
  };
}

/** Nothing is written in anybody's name by a dry run. */
const NOBODY = { kind: 'agent', id: 'preview', name: 'preview' } as const;

const inputOf = ({ runId, operations, reason }: EditWish, baseVersion: number, dryRun: boolean) =>
  editRunSchema.parse({ runId, baseVersion, dryRun, operations: operations as EditOperation[], ...(reason === '' ? {} : { reason }) });

async function onLatest<T>(edits: EditsService, { runId }: EditWish, edit: (baseVersion: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const { version } = await edits.graph(runId);
    try {
      return await edit(version);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'stale_version') || attempt === ATTEMPTS) throw error;
    }
  }
}
