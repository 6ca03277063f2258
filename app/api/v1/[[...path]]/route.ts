import { readInstance } from '@/server/api/context';
import { handleHttp } from '@/server/api/http/handle-http';

// One route for the whole contract: Next's own 404 and 405 under /api would be HTML or empty.
const answer = (request: Request): Promise<Response> => handleHttp(readInstance(), request);

export { answer as DELETE, answer as GET, answer as HEAD, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };
