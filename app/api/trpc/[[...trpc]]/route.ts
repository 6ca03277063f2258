import { readInstance } from '@/server/api/context';
import { handleTrpc } from '@/server/api/handle-trpc';

const answer = (request: Request): Promise<Response> => handleTrpc(readInstance(), request);

export { answer as GET, answer as POST };
