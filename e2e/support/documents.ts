import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'documents');

/** Real documents: a marina's notes and its table of berths. */
export const DOCUMENTS = [
  { name: 'berth-notes.md', type: 'document', path: join(folder, 'berth-notes.md') },
  { name: 'berths.csv', type: 'data', path: join(folder, 'berths.csv') },
].map((document) => ({ ...document, content: readFileSync(document.path, 'utf8') }));

/** As `POST /api/v1/runs` takes them. */
export const INPUTS = DOCUMENTS.map(({ name, type, content }) => ({ name, type, content }));

export const GOAL = `A booking service for the berths of Kilrush marina: an HTTP interface, a schema and tests.
It must hold the rules of the notes and know every berth of the table.`;
