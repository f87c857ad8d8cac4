/** A summary as lines for a person. */
import { contestants } from './contestants.js';

/** Three digits that mean something. */
export function number(value) {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0);
}

const times = (ratio) => (ratio === undefined || Number.isNaN(ratio) ? '–' : ratio.toFixed(2));
const withUnit = (value, unit) => (Number.isNaN(value) ? '–' : `${number(value)} ${unit}`.trim());

function goalText({ figure, unit, atMost, atLeast, timesThatOf }) {
  const bound = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return `${figure} ${bound} ${timesThatOf ? `× ${contestants[timesThatOf].label}` : unit}`.trim();
}

/** A missed goal tells the best round as well: a busy machine makes lateness worse, never better. */
function verdict(goal) {
  const { isMet, timesThatOf, value, best } = goal;
  if (isMet === undefined) return `${goalText(goal)}: not judged`;
  const show = timesThatOf ? times : number;
  const figure = isMet ? show(value) : `${show(value)}, best round ${show(best)}`;
  return `${goalText(goal)}: ${isMet ? 'pass' : 'MISS'} (${figure})`;
}

export function table(summary) {
  const { figures, goals, rows } = summary;
  const hasPlain = rows.some((row) => row.figures?.some(({ timesPlain }) => timesPlain !== undefined));
  const head = figures.flatMap(({ key, label = key, isCompared }) =>
    isCompared ? [label, '× Node', ...(hasPlain ? ['× own plain'] : [])] : [label],
  );
  const cellsOf = (row) =>
    row.figures.flatMap(({ median, timesNode, timesPlain }, i) => {
      const cell = withUnit(median, figures[i].unit);
      return figures[i].isCompared ? [cell, times(timesNode), ...(hasPlain ? [times(timesPlain)] : [])] : [cell];
    });

  const filled = rows.filter((row) => !row.absent).map((row) => ({ row, cells: cellsOf(row) }));
  const widths = head.map((title, i) => Math.max(title.length, ...filled.map(({ cells }) => cells[i].length)));
  const labelWidth = Math.max(...rows.map(({ label }) => label.length));
  const line = (label, cells, rest = '') =>
    `  ${label.padEnd(labelWidth)}  ${cells.map((cell, i) => cell.padStart(widths[i])).join('  ')}  ${rest}`.trimEnd();

  return [
    summary.title,
    line('', head),
    ...filled.map(({ row, cells }) => {
      const verdicts = goals.filter(({ contestant }) => contestant === row.contestant).map(verdict);
      return line(row.label, cells, verdicts.join('; '));
    }),
    ...rows.filter((row) => row.absent).map((row) => `  ${row.label.padEnd(labelWidth)}  ${row.absent}`),
  ].join('\n');
}
