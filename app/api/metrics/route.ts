import { readInstance } from '@/server/api/context';
import { handleMetrics } from '@/server/api/handle-metrics';

export const dynamic = 'force-dynamic';
export const GET = (request: Request): Promise<Response> => handleMetrics(readInstance(), request);
