import type { FiledTalk } from '@/server/core/checkpoint/file';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { talkHashOf } from '@/server/core/checkpoint/talk-hash';
import { maskDeep, maskWords } from '@/server/core/secret/mask-found';
import type { Tx } from '@/server/infra/db/tx';
import { readContent } from '@/server/repositories/checkpoint-content-repository';
import { readFiledTalk } from '@/server/repositories/filed-talk-repository';
import { readHeldWords, readShownContents } from '@/server/repositories/quarantine-repository';

/** A checkpoint as it may leave. */
export interface ShownCheckpoint {
  label: string;
  manifest: Manifest;
  talk(task: Manifest['tasks'][number]): Promise<FiledTalk | null>;
  content(sha256: string): Promise<string | null>;
}

/** What nobody may see leaves masked, under hashes of its own, so that the file is whole all the same. */
export async function showCheckpoint(tx: Tx, label: string, manifest: Manifest): Promise<ShownCheckpoint> {
  const { runId } = manifest;
  const ids = manifest.artifacts.map(({ id }) => id);
  const shown = await readShownContents(tx, ids);
  const words = await readHeldWords(tx, runId);
  const masked = new Map([...shown.values()].map(({ stamp, content }) => [stamp.sha256, content]));
  const talk = async ({ node, state }: Manifest['tasks'][number]): Promise<FiledTalk | null> => {
    const said = state.talk && (await readFiledTalk(tx, runId, { node, ...state.talk }));
    return said && maskDeep(said, words);
  };
  const tasks: Manifest['tasks'] = [];
  for (const given of manifest.tasks) {
    const task = { ...given, spec: maskDeep(given.spec, words) };
    const said = words.length > 0 && task.talkHash !== null ? await talk(task) : null;
    tasks.push(said ? { ...task, talkHash: talkHashOf(task, said), outputs: maskDeep(task.outputs, words) } : task);
  }
  return {
    label: maskWords(label, words),
    manifest: {
      ...{ ...manifest, tasks, run: maskDeep(manifest.run, words) },
      artifacts: manifest.artifacts.map((artifact) => ({ ...maskDeep(artifact, words), ...shown.get(artifact.id)?.stamp })),
    },
    talk,
    content: async (sha256) => masked.get(sha256) ?? readContent(tx, sha256),
  };
}
