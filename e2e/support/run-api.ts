import type { Product } from './product';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface CallOptions {
  method?: string;
  /** Sent as JSON; a string as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Null: without one. Default the product's own. */
  token?: string | null;
}

/** The product's HTTP contract, as a program uses it. */
export interface RunApi {
  /** `path` is below `/api/v1`, unless it starts with `/api/`. */
  call<T>(path: string, options?: CallOptions): Promise<Answer<T>>;
  /** The body of a call that must succeed. */
  read<T>(path: string, options?: CallOptions): Promise<T>;
  bytes(path: string): Promise<Uint8Array>;
}

export function createRunApi(product: Pick<Product, 'url' | 'token'>): RunApi {
  const send = (path: string, { method = 'GET', body, headers = {}, token = product.token }: CallOptions = {}) =>
    fetch(`${product.url}${path.startsWith('/api/') ? '' : '/api/v1'}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async <T>(path: string, options?: CallOptions): Promise<Answer<T>> => {
    const response = await send(path, options);
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  };
  return {
    call,
    async read<T>(path: string, options?: CallOptions) {
      const { status, body } = await call<T>(path, options);
      if (status >= 300) throw new Error(`${options?.method ?? 'GET'} ${path} answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    async bytes(path) {
      const response = await send(path);
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
