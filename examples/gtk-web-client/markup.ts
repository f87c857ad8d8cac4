/** A page as text with headings, in the markup of Pango: enough to read it, and no browser. */
const TAG =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<(script|style|head|svg|template)\b[\s\S]*?<\/\1\s*>|<\/?([a-z][a-z0-9]*)[^>]*>/gi;
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi;
const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  mdash: '—',
};
const BLOCKS =
  /^(p|div|ul|ol|table|tr|section|article|header|footer|main|nav|form|blockquote|figure|hr|dl|dt|dd|h[1-6]|pre)$/;

const SPANS: Record<string, string> = {
  h1: '<span size="xx-large" weight="bold">',
  h2: '<span size="x-large" weight="bold">',
  h3: '<span size="large" weight="bold">',
  h4: '<span weight="bold">',
  a: '<span foreground="#1a5fb4" underline="single">',
  b: '<span weight="bold">',
  strong: '<span weight="bold">',
  em: '<span style="italic">',
  i: '<span style="italic">',
  code: '<span font_family="monospace">',
  pre: '<span font_family="monospace">',
};

/** How much of a page is shown; a text view is slow with more. */
const MOST_CHARACTERS = 300_000;

export function markupOf(body: string, contentType: string): string {
  const text = body.slice(0, MOST_CHARACTERS);
  return /\bhtml\b/i.test(contentType) ? markupOfHTML(text) : `<span font_family="monospace">${escaped(text)}</span>`;
}

export function titleOf(body: string): string | undefined {
  const [, title] = /<title[^>]*>([\s\S]*?)<\/title>/i.exec(body) ?? [];
  return title && decode(title).replace(/\s+/g, ' ').trim();
}

function markupOfHTML(html: string): string {
  const open: string[] = [];
  let markup = '';
  let at = 0;
  const add = (text: string) => {
    const isAsItIs = open.includes('pre');
    const shown = escaped(decode(isAsItIs ? text : text.replace(/[ \t\r\n]+/g, ' ')));
    markup += !isAsItIs && /(^|\n)$/.test(markup) ? shown.trimStart() : shown;
  };
  const breakLine = (lines: number) => {
    markup = markup.replace(/ +$/, '');
    const there = /\n*$/.exec(markup)![0].length;
    if (markup !== '') markup += '\n'.repeat(Math.max(0, lines - there));
  };
  for (const tag of html.matchAll(TAG)) {
    add(html.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const name = tag[2]?.toLowerCase();
    if (!name) continue;
    const isEnd = tag[0].startsWith('</');
    if (isEnd && open.includes(name)) {
      while (open.length > 0) {
        markup += '</span>';
        if (open.pop() === name) break;
      }
    }
    if (name === 'br') breakLine(1);
    else if (name === 'li' && !isEnd) breakLine(1);
    else if (BLOCKS.test(name)) breakLine(name === 'tr' || name === 'div' ? 1 : 2);
    if (name === 'li' && !isEnd) markup += '  •  ';
    if (!isEnd && name in SPANS) {
      open.push(name);
      markup += SPANS[name];
    }
  }
  add(html.slice(at));
  return markup.trimEnd() + '</span>'.repeat(open.length);
}

function decode(text: string): string {
  return text.replace(ENTITY, (entity, hexadecimal, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()] ?? entity;
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : entity;
  });
}

function escaped(text: string): string {
  const printable = text.replace(/(?![\t\n])\p{Cc}/gu, ' '); // no control characters
  return printable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
