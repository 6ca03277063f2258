import { readInstance } from '@/server/api/context';
import { handleHook } from '@/server/api/handle-hook';

export const POST = async (request: Request, { params }: { params: Promise<{ hookId: string }> }): Promise<Response> =>
  handleHook(readInstance(), request, (await params).hookId);
