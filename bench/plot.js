/** Summaries as one SVG: a panel a measure, of its first figure a bar a contestant, a notch where a goal is. */
import { ours } from './contestants.js';
import { number } from './table.js';

const WIDTH = 760;
const LEFT = 190;
const RIGHT = 110;
const BAR = 16;
const STEP = 24;
const HEAD = 40;
const FOOT = 22;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .label { text-anchor: end }
  .node { fill: #8c959f } .ours { fill: #2da44e } .peer { fill: #a475f9 }
  .goal { stroke: #cf222e; stroke-width: 2 }`;

const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

function kindOf(contestant) {
  if (contestant === 'node') return 'node';
  return ours.includes(contestant) ? 'ours' : 'peer';
}

/** Where goals for the plotted figure lie on its own scale. */
function notches(summary, row, medianOf) {
  return summary.goals
    .filter(({ contestant, figure }) => contestant === row.contestant && figure === summary.figures[0].key)
    .map(({ atMost, atLeast, timesThatOf }) => (atMost ?? atLeast) * (timesThatOf ? medianOf(timesThatOf) : 1));
}

function panel(summary, top) {
  const [{ key, unit, label = key }] = summary.figures;
  const rows = summary.rows.filter((row) => row.figures && !Number.isNaN(row.figures[0].median));
  const medianOf = (contestant) => rows.find((row) => row.contestant === contestant)?.figures[0].median ?? Number.NaN;
  const goals = rows.map((row) => notches(summary, row, medianOf).filter((value) => !Number.isNaN(value)));
  const largest = Math.max(...rows.map((row) => row.figures[0].median), ...goals.flat()) || 1;
  const x = (value) => LEFT + (value / largest) * (WIDTH - LEFT - RIGHT);

  const bars = rows.flatMap((row, i) => {
    const y = top + HEAD + i * STEP;
    const value = row.figures[0].median;
    const baseline = y + BAR - 4;
    return [
      `<text class="label" x="${LEFT - 8}" y="${baseline}">${escaped(row.label)}</text>`,
      `<rect class="${kindOf(row.contestant)}" x="${LEFT}" y="${y}" width="${(x(value) - LEFT).toFixed(1)}" height="${BAR}"/>`,
      ...goals[i].map((goal) => {
        const at = x(goal).toFixed(1);
        return `<line class="goal" x1="${at}" x2="${at}" y1="${y - 2}" y2="${y + BAR + 2}"/>`;
      }),
      `<text x="${(x(Math.max(value, ...goals[i])) + 8).toFixed(1)}" y="${baseline}">${escaped(`${number(value)} ${unit}`.trim())}</text>`,
    ];
  });
  const title = `<text class="title" x="8" y="${top + 22}">${escaped(`${summary.title} (${label})`)}</text>`;
  return { lines: [title, ...bars], height: HEAD + rows.length * STEP + FOOT };
}

export function plot(summaries) {
  let top = 0;
  const lines = [];
  for (const summary of summaries) {
    const { lines: more, height } = panel(summary, top);
    lines.push(...more);
    top += height;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}">`,
    '<title>interloop, benchmarks</title>',
    `<style>${STYLE}\n</style>`,
    `<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}
