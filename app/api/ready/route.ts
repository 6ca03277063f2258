import { readInstance } from '@/server/api/context';
import { handleReady } from '@/server/api/handle-health';

export const dynamic = 'force-dynamic';
export const GET = (): Promise<Response> => handleReady(readInstance());
