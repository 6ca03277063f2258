import { readInstance } from '@/server/api/context';
import { handleFirstRun } from '@/server/api/handle-first-run';

export const POST = (request: Request): Promise<Response> => handleFirstRun(readInstance(), request);
