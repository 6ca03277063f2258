import { readInstance } from '@/server/api/context';
import { handleHealth } from '@/server/api/handle-health';

export const dynamic = 'force-dynamic';
export const GET = (): Promise<Response> => handleHealth(readInstance());
