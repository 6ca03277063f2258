import { expect, it } from 'vitest';
import { currentView, RUN_VIEWS } from '../views/default-views';
import { EVERY_RUN, fromSearch, isFiltered, type RunQuery, toFilter, toSearch } from './run-query';

const query = (more: Partial<RunQuery>): RunQuery => ({ ...EVERY_RUN, ...more });

it.each<[string, RunQuery]>([
  ['', EVERY_RUN],
  ['q=tide+table', query({ q: 'tide table' })],
  ['status=running%2Cfailed&sort=spent', query({ status: ['running', 'failed'], sort: 'spent' })],
  [
    'since=7d&reason=budget&role=tech_lead&failing=1&dir=asc',
    query({ since: '7d', reason: 'budget', role: 'tech_lead', failing: true, dir: 'asc' }),
  ],
])('%j is read and written', (search, read) => {
  expect(fromSearch(search)).toEqual(read);
  expect(toSearch(read)).toBe(search);
});

it('leaves out what it does not know', () => {
  expect(fromSearch('status=FAILED,asleep&sort=colour&dir=up&failing=yes&more=1')).toEqual(query({ status: ['failed'] }));
});

it('is asked of the server without what says nothing', () => {
  expect(toFilter(query({ status: ['paused', 'running'], failing: true }), '')).toEqual({ status: 'paused,running', failing: true });
});

it('a sorted list is not a filtered one', () => {
  expect([isFiltered(query({ sort: 'spent' })), isFiltered(query({ q: 'x' })), isFiltered(query({ role: 'planner' }))]).toEqual([
    false,
    true,
    true,
  ]);
});

it.each([
  [null, '', 'all'],
  [null, 'status=failed', 'failed'],
  ['active', 'status=failed', 'active'],
  [null, 'status=failed&q=x', undefined],
])('of view %j and query %j, %j is shown', (named, search, id) => {
  expect(currentView(RUN_VIEWS, named, search)?.id).toBe(id);
});

it.each(RUN_VIEWS)('$name is a query as it is written', (view) => expect(toSearch(fromSearch(view.query))).toBe(view.query));
