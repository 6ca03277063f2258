/*
 * Joins that the planner cannot get wrong. A table that was never analysed is taken for a handful of rows, and so is a large one by a
 * prepared statement that was planned while it was small: then tasks and specifications of a run are joined by looking through all of
 * them for each, or by the index over their names. The first from a number on, in the order of the numbers, is read from the primary key.
 */
type OfATask = 'tasks' | 'task_specs';

const byKey = (table: OfATask, as: string, of: string): string =>
  `LATERAL (SELECT * FROM (SELECT * FROM ${table} x WHERE x.run_id = ${of}.run_id AND x.node >= ${of}.node ORDER BY x.node LIMIT 1) x WHERE x.node = ${of}.node) ${as}`;

/** In the place of `JOIN table as ON as.run_id = of.run_id AND as.node = of.node`. */
export const lookUp = (table: OfATask, as: string, of: string): string => `CROSS JOIN ${byKey(table, as, of)}`;

/** In the place of the LEFT JOIN. */
export const lookUpIfAny = (table: OfATask, as: string, of: string): string => `LEFT JOIN ${byKey(table, as, of)} ON true`;
