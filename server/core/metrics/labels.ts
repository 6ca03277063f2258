/** What stands for every name that has no label of its own. */
export const OTHER = 'other';
/** A monitoring system keeps a series for each value of a label for good: models beyond so many share one. */
export const MAX_MODELS = 50;
/** Models of the price catalogue leave room for those that are configured later. */
export const MAX_CATALOGUE_MODELS = 40;
/** Longer names were made up. */
const MAX_NAME_LENGTH = 120;

export interface ModelStanding {
  /** A tier names it. */
  configured(model: string): boolean;
  /** The price catalogue has it. Catalogues match by pattern, so that this alone bounds nothing. */
  catalogued(model: string): boolean;
}

/**
 * Decides the label of a model when its calls are counted, never afterwards, so that no counter shrinks: who has a label keeps it.
 * `known` are the labels in use and grows with every admission.
 */
export function labelOfModel(model: string, known: Set<string>, standing: ModelStanding): string {
  if (known.has(model)) return model;
  if (model.length > MAX_NAME_LENGTH || model === OTHER) return OTHER;
  const used = known.has(OTHER) ? known.size - 1 : known.size;
  const admitted = standing.configured(model) ? used < MAX_MODELS : used < MAX_CATALOGUE_MODELS && standing.catalogued(model);
  if (!admitted) return OTHER;
  known.add(model);
  return model;
}
