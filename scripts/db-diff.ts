// tsx scripts/db-diff.ts [revision]: the SQL from the schema of a git revision (default HEAD; "empty" for none) to the one in
// prisma/schema.prisma. A draft to read and correct: functions, partial indexes and storage settings are not in the schema.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { startPostgres } from '@/server/infra/embedded/start-postgres';

const SCHEMA = 'prisma/schema.prisma';

function datamodel(content: string): DiffTarget {
  return { tag: 'schemaDatamodel', files: [{ path: SCHEMA, content }] };
}

/** The package's own entry imports its WebAssembly as a module, which Node does not do yet. */
async function openEngine(schema: string, connectionString: string): Promise<SchemaEngine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const binary = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const begin = instance.exports.__wbindgen_start;
  if (typeof begin === 'function') begin();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString }));
  return await glue.SchemaEngine.new({ datamodels: [[SCHEMA, schema]] }, () => undefined, adapter);
}

const revision = process.argv[2] ?? 'HEAD';
const after = await readFile(SCHEMA, 'utf8');
const before: DiffTarget =
  revision === 'empty' ? { tag: 'empty' } : datamodel(execFileSync('git', ['show', `${revision}:${SCHEMA}`], { encoding: 'utf8' }));
// The engine wants a server at hand even to compare two texts.
const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-diff-'));
const server = await startPostgres({ dataDir, settings: { fsync: 'off' } });
try {
  const engine = await openEngine(after, server.url('postgres'));
  const filters = { externalTables: [], externalEnums: [] };
  const { stdout } = await engine.diff({ from: before, to: datamodel(after), script: true, exitCode: null, filters });
  console.log(stdout ?? '');
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
