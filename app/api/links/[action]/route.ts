import { readInstance } from '@/server/api/context';
import { handleLink } from '@/server/api/handle-links';

export async function POST(request: Request, { params }: { params: Promise<{ action: string }> }): Promise<Response> {
  return handleLink(readInstance(), (await params).action, request);
}
