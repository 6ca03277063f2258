import { readInstance } from '@/server/api/context';
import { handleTrpc } from '@/server/api/handle-trpc';

const answer = (request: Request): Promise<Response> => handleTrpc(readInstance(), request);

// All methods, so that without a caller each of them is 401.
export { answer as DELETE, answer as GET, answer as HEAD, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
