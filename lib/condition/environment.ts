import { Environment } from '@marcbachmann/cel-js';
import { CONDITION_ROOTS } from './types';

/**
 * CEL as conditions speak it. Numbers of JSON are doubles there, literals without a point are ints: the two are made to add, subtract,
 * multiply, divide and compare (the language itself only compares them).
 */
export function createEnvironment(): Environment {
  const environment = new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 400, maxDepth: 24, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 8 },
  });
  for (const root of CONDITION_ROOTS) environment.registerVariable(root, 'dyn');
  const mixed = [
    ['int', 'double'],
    ['double', 'int'],
  ] as const;
  for (const [left, right] of mixed) {
    environment.registerOperator(`${left} + ${right}: double`, (a, b) => Number(a) + Number(b));
    environment.registerOperator(`${left} - ${right}: double`, (a, b) => Number(a) - Number(b));
    environment.registerOperator(`${left} * ${right}: double`, (a, b) => Number(a) * Number(b));
    environment.registerOperator(`${left} / ${right}: double`, (a, b) => Number(a) / Number(b));
  }
  // The other way round follows from it.
  environment.registerOperator('int == double', (a, b) => Number(a) === b);
  for (const [left, right] of [...mixed, ['double', 'double']] as const)
    environment.registerOperator(`${left} % ${right}: double`, (a, b) => Number(a) % Number(b));
  return environment;
}
