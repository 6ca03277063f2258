/** What runs as script where a page takes text for markup: each would call `alert` or set `window.pwned`. */
export const PAYLOADS = [
  '<script>window.pwned=1;alert(1)</script>',
  '"><img src=x onerror="window.pwned=1;alert(1)">',
  "'-alert(1)-'",
  '<svg onload="window.pwned=1;alert(1)"></svg>',
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<a href="javascript:window.pwned=1;alert(1)">press me</a>',
  '</textarea></title></style><script>window.pwned=1</script>',
  '<details open ontoggle="window.pwned=1">x</details>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=window.pwned=1>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '\u202e<b>gnp.exe</b>',
  '<base href="https://evil.example/"><link rel=stylesheet href="https://evil.example/x.css">',
] as const;

const ALL = PAYLOADS.join('\n\n');

/** Documents of every kind that a page draws in its own way. */
export const DOCUMENTS = [
  {
    name: 'page.md',
    type: 'document',
    content: `# ${PAYLOADS[0]}\n\n${ALL}\n\n[link](javascript:window.pwned=1)\n\n[data](data:text/html,<script>window.pwned=1</script>)\n\n![picture](https://evil.example/x.png)\n\n<https://evil.example>\n\n| a | b |\n|---|---|\n| ${PAYLOADS[1].replaceAll('|', '')} | x |\n\n\`\`\`html\n${ALL}\n\`\`\`\n`,
  },
  {
    name: 'drawing.svg',
    type: 'document',
    content: `<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"><script>window.pwned=1</script></svg>`,
  },
  { name: 'page.html', type: 'code', content: `<!doctype html><body>${ALL}</body>` },
  {
    name: 'table.csv',
    type: 'data',
    content: `name,"value"\n=cmd|'/c calc'!A1,"${PAYLOADS[1].replaceAll('"', '""')}"\n${PAYLOADS[3].replaceAll('"', "'")},x\n`,
  },
  { name: 'data.json', type: 'data', content: JSON.stringify({ [PAYLOADS[0]]: PAYLOADS[1], nested: PAYLOADS }) },
  { name: '"><img src=x onerror=alert(1)>.txt', type: 'document', content: ALL },
] as const;
