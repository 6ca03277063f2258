import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type McpConfig, readMcpConfig } from '@/server/core/mcp/config';

export interface McpConfigPlace {
  path: string;
  origin: 'environment' | 'data_folder';
}

export interface LoadedMcpConfig extends McpConfig {
  found: boolean;
  /** Where servers start that name no folder of their own. */
  folder: string;
}

/** Reads the file that defines servers. Never rejects: what is wrong with it is a problem to be shown. */
export async function loadMcpConfig(place: McpConfigPlace, environment: Record<string, string | undefined>): Promise<LoadedMcpConfig> {
  const folder = dirname(place.path);
  try {
    return { found: true, folder, ...readMcpConfig(await readFile(place.path, 'utf8'), environment) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    // The one in the data folder need not be there; one that was named must.
    if (code === 'ENOENT' && place.origin === 'data_folder') return { found: false, folder, servers: [], problems: [] };
    const why = code === 'ENOENT' ? 'There is no such file' : `The file cannot be read (${code})`;
    return { found: false, folder, servers: [], problems: [`${why}: ${place.path}`] };
  }
}
