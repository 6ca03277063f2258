import { deflateSync } from 'node:zlib';

/** A PDF of one page whose content stream is given; `encrypted` states an encryption that no empty password opens. */
export function buildPdf(content: Uint8Array | string, options: { encrypted?: boolean; pages?: number } = {}): Buffer {
  const pages = options.pages ?? 1;
  const stream = deflateSync(content);
  const kids = Array.from({ length: pages }, (_, index) => `${5 + index} 0 R`).join(' ');
  const objects: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    Buffer.concat([Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`), stream, Buffer.from('\nendstream')]),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...Array.from(
      { length: pages },
      () => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    ),
  ];
  const locked = `<${'ab'.repeat(32)}>`;
  if (options.encrypted) objects.push(`<< /Filter /Standard /V 1 /R 2 /P -4 /O ${locked} /U ${locked} >>`);
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = 9;
  const push = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  objects.forEach((body, index) => {
    offsets.push(length);
    push(Buffer.from(`${index + 1} 0 obj\n`));
    push(Buffer.from(body));
    push(Buffer.from('\nendobj\n'));
  });
  const start = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const encrypt = options.encrypted ? ` /Encrypt ${objects.length} 0 R /ID [<0011> <0011>]` : '';
  const size = objects.length + 1;
  push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R${encrypt} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** Text on the page, as a content stream. */
export const drawn = (text: string): string => `BT /F1 12 Tf 20 100 Td (${text}) Tj ET`;
