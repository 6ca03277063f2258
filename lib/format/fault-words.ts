/** As much of a refused value as words are made from. */
export interface Fault {
  code?: string | undefined;
  message: string;
  origin?: string | undefined;
  minimum?: number | bigint | undefined;
  maximum?: number | bigint | undefined;
  inclusive?: boolean | undefined;
  expected?: string | undefined;
  values?: readonly unknown[] | undefined;
}

const UNITS: Record<string, string> = { string: 'character', array: 'item', set: 'item', map: 'item', file: 'byte' };
const KINDS: Record<string, string> = {
  ...{ string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list' },
  ...{ object: 'an object', record: 'an object', date: 'a date', null: 'null' },
};

/** What is wrong with a value, to be read behind its path: "must not be empty". Words that a schema was given stay. */
export function faultWords(fault: Fault): string {
  const { code, message } = fault;
  if (code === 'too_small' && message.startsWith('Too small')) return atLeast(fault);
  if (code === 'too_big' && message.startsWith('Too big')) return atMost(fault);
  if (code === 'invalid_value' && message.startsWith('Invalid option') && fault.values)
    return `must be one of ${fault.values.map(String).join(', ')}`;
  const received = /^Invalid input: expected (\w+), received (\w+)$/.exec(message);
  if (code !== 'invalid_type' || !received) return message;
  const kind = KINDS[received[1] ?? ''] ?? received[1] ?? '';
  if (received[2] === 'undefined') return `is missing: it must be ${kind}`;
  return `must be ${kind}, not ${KINDS[received[2] ?? ''] ?? received[2]}`;
}

function atLeast({ origin = '', minimum = 0, inclusive = true }: Fault): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`;
  if (Number(minimum) === 1 && inclusive) return 'must not be empty';
  return `must have ${inclusive ? 'at least' : 'more than'} ${amount(minimum, unit)}`;
}

function atMost({ origin = '', maximum = 0, inclusive = true }: Fault): string {
  const unit = UNITS[origin];
  const bound = inclusive ? 'at most' : 'less than';
  return unit === undefined ? `must be ${bound} ${maximum}` : `must have ${bound} ${amount(maximum, unit)}`;
}

const amount = (count: number | bigint, unit: string): string => `${count} ${unit}${Number(count) === 1 ? '' : 's'}`;
