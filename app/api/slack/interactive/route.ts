import { readInstance } from '@/server/api/context';
import { handleSlack } from '@/server/api/handle-slack';

export const POST = (request: Request): Promise<Response> => handleSlack(readInstance(), request);
