import { plural } from '../facts';
import { camel, pascal, slug } from '../subject';
import { entityFor, fieldName, ownFields, servedComment, TS_TYPE } from './code-shared';
import { type Piece, titleCase, type Work } from './work';

export function writeFrontendCode(work: Work): Piece[] {
  const entity = entityFor(work);
  const type = pascal(entity);
  const many = plural(entity);
  const fields = ownFields(work, entity).slice(0, 6);
  const label = (name: string) => titleCase(name.replace(/[_-]+/g, ' '));
  const content = `// List of ${many} for ${work.subject.name}, with every state it can be in.
${servedComment(work, entity, '//')}
import { useEffect, useState } from 'react';

interface ${type} {
  id: string;
${fields.map((column) => `  ${fieldName(column)}${column.empty > 0 ? '?' : ''}: ${TS_TYPE[column.kind]};`).join('\n')}
}
type State = { kind: 'loading' } | { kind: 'failed'; message: string } | { kind: 'ready'; items: ${type}[] };

export function ${pascal(many)}Page({ fetchPage }: { fetchPage: (query: string, signal: AbortSignal) => Promise<${type}[]> }) {
  const [query, setQuery] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State>({ kind: 'loading' });

  // The network is outside React: a newer query or leaving the page ends the older call.
  useEffect(() => {
    const abort = new AbortController();
    setState({ kind: 'loading' });
    fetchPage(query, abort.signal).then(
      (items) => setState({ kind: 'ready', items }),
      (error: Error) => {
        if (!abort.signal.aborted) setState({ kind: 'failed', message: error.message });
      },
    );
    return () => abort.abort();
  }, [fetchPage, query, attempt]);

  return (
    <main aria-labelledby="${slug(many)}-title">
      <h1 id="${slug(many)}-title">${titleCase(many)}</h1>
      <label>
        Find by ${label(fields[0]?.name ?? 'name').toLowerCase()}
        <input type="search" value={query} onChange={(event) => setQuery(event.target.value)} />
      </label>
      <${type}List state={state} query={query} onRetry={() => setAttempt(attempt + 1)} />
    </main>
  );
}

function ${type}List({ state, query, onRetry }: { state: State; query: string; onRetry: () => void }) {
  if (state.kind === 'loading') return <p role="status">Loading ${many}…</p>;
  if (state.kind === 'failed') {
    return (
      <div role="alert">
        <p>The ${many} could not be loaded: {state.message}</p>
        <button type="button" onClick={onRetry}>Try again</button>
      </div>
    );
  }
  if (state.items.length === 0) {
    return <p>{query === '' ? 'There are no ${many} yet. The first one appears here.' : \`No ${entity} matches "\${query}".\`}</p>;
  }
  return (
    <table>
      <caption>{state.items.length} {state.items.length === 1 ? '${entity}' : '${many}'}</caption>
      <thead>
        <tr>
${fields.map((column) => `          <th scope="col">${label(column.name)}</th>`).join('\n')}
        </tr>
      </thead>
      <tbody>
        {state.items.map((${camel(entity)}) => (
          <tr key={${camel(entity)}.id}>
${fields.map((column) => `            <td>{${cellOf(camel(entity), fieldName(column), column.kind, column.empty > 0)}}</td>`).join('\n')}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
`;
  return [
    {
      name: `${work.brief.key}.tsx`,
      type: 'code',
      content,
      metadata: { language: 'tsx', entity, states: ['loading', 'failed', 'empty', 'no match', 'ready'] },
    },
  ];
}

function cellOf(variable: string, field: string, kind: string, optional: boolean): string {
  const value = `${variable}.${field}`;
  if (kind === 'boolean') return `${value} ? 'Yes' : 'No'`;
  return optional ? `${value} ?? '–'` : value;
}
