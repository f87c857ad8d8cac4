/**
 * From samples to what is printed. A ratio is the median of the rounds' own ratios, not the ratio of the medians: the
 * two sides of a round ran one after the other, so a minute in which the machine was slow hits both.
 */
import { contestants } from './contestants.js';
import { median } from './stats.js';

/** `samples`: for each contestant its sample of each round. `absent`: why it has none of a round. */
export function summarize(measure, settings, samples, absent) {
  const entrants = Object.keys(samples);
  const valuesOf = (contestant, figure) => (samples[contestant] ?? []).map((sample) => sample[figure] ?? Number.NaN);
  const ratios = (contestant, other, figure) => {
    const others = valuesOf(other, figure);
    return valuesOf(contestant, figure).map((value, round) => value / others[round]);
  };
  const unitOf = (figure) => measure.figures.find(({ key }) => key === figure).unit;
  const judge = (goal) => {
    const { contestant, figure, atMost, atLeast, timesThatOf } = goal;
    const values = timesThatOf ? ratios(contestant, timesThatOf, figure) : valuesOf(contestant, figure);
    const value = median(values);
    const best = atMost === undefined ? Math.max(...values) : Math.min(...values);
    const isMet = Number.isNaN(value) ? undefined : atMost === undefined ? value >= atLeast : value <= atMost;
    return { ...goal, unit: unitOf(figure), value, best, isMet };
  };

  return {
    name: measure.name,
    title: measure.title(settings),
    figures: measure.figures,
    goals: measure.goals.filter(({ contestant }) => entrants.includes(contestant)).map(judge),
    rows: entrants.map((contestant) => {
      const { label, plain } = contestants[contestant];
      if (absent[contestant]) return { contestant, label, absent: absent[contestant] };
      return {
        contestant,
        label,
        figures: measure.figures.map(({ key, isCompared }) => ({
          key,
          median: median(valuesOf(contestant, key)),
          rounds: valuesOf(contestant, key),
          timesNode: isCompared ? median(ratios(contestant, 'node', key)) : undefined,
          timesPlain: isCompared && plain ? median(ratios(contestant, plain, key)) : undefined,
        })),
      };
    }),
  };
}
