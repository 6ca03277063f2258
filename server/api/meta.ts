import type { Permission } from '@/lib/contracts/access';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Where a procedure stands in the HTTP contract; without it, it is reached by tRPC alone. */
export interface HttpMeta {
  method: HttpMethod;
  /** Under `/api/v1`; `{name}` is a field of the procedure's input. The other fields come from the query (GET, DELETE) or the body. */
  path: `/${string}`;
  /** Of a success; 200 unless told. 204 leaves the result out. */
  status?: 200 | 201 | 204;
  summary: string;
  /** The call creates something and honours `Idempotency-Key`. */
  idempotent?: true;
}

export interface ProcedureMeta {
  permission: Permission;
  http?: HttpMeta;
}
