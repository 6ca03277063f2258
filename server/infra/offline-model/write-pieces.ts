import type { Brief } from './read-brief';
import { writeArchitecture } from './writers/architecture';
import { writeBackendCode } from './writers/backend-code';
import { writeDatabaseCode } from './writers/database-code';
import { writeFrontendCode } from './writers/frontend-code';
import { writeData, writeReport } from './writers/report';
import { writeRequirements } from './writers/requirements';
import { writeReview, writeTestPlan } from './writers/review';
import { writeSecurity } from './writers/security';
import { writeUx } from './writers/ux';
import type { Piece, Work } from './writers/work';

type Writer = (work: Work) => Piece[];

const BY_TYPE: Record<string, Writer> = {
  requirements: writeRequirements,
  architecture: writeArchitecture,
  tests: writeTestPlan,
  review: writeReview,
  security: writeSecurity,
  data: writeData,
};
const CODE_BY_ROLE: Record<string, Writer> = { database_engineer: writeDatabaseCode, frontend_engineer: writeFrontendCode };

/** The files that a task leaves: chosen by the type it asks for and the role that does it. The same work gives the same files. */
export function writePieces(work: Work): Piece[] {
  return writerFor(work.brief)(work).map((piece, index) => {
    const written = piece.name.endsWith('.md') ? { ...piece, content: withArticles(piece.content) } : piece;
    return index === 0 ? mended(written, work.brief.mended) : written;
  });
}

/** A revision says what it mends: as a section of a text, as a comment in code. Data is left as it is. */
function mended(piece: Piece, findings: readonly string[]): Piece {
  if (findings.length === 0) return piece;
  const [extension = ''] = /[^.]+$/.exec(piece.name) ?? [];
  if (extension === 'md' || extension === 'txt') {
    const list = findings.map((line) => (/^\d+\. /.test(line) ? line : `   ${line}`)).join('\n');
    return { ...piece, content: `${piece.content.trimEnd()}\n\n## Mended in this revision\n\n${list}\n` };
  }
  const mark = COMMENT[extension];
  if (mark === undefined) return piece;
  const lines = ['Mended in this revision:', ...findings].map((line) => `${mark} ${line}`);
  return { ...piece, content: `${piece.content.trimEnd()}\n\n${lines.join('\n')}\n` };
}

const COMMENT: Record<string, string> = { ts: '//', tsx: '//', js: '//', sql: '--', py: '#', yaml: '#', yml: '#' };

/** "a order" → "an order": nouns come from documents, the sentences around them from here. */
function withArticles(text: string): string {
  return text.replace(/\b([Aa]) (?=(?!one\b|once\b|eu)[aeio][a-z]{2})/g, '$1n ');
}

function writerFor({ artifactType, role }: Brief): Writer {
  if (artifactType === 'code') return CODE_BY_ROLE[role] ?? writeBackendCode;
  const byType = BY_TYPE[artifactType];
  if (byType) return byType;
  if (role === 'ux_engineer') return writeUx;
  if (role === 'code_reviewer') return writeReview;
  return role === 'security_reviewer' ? writeSecurity : writeReport;
}
