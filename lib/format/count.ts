/** 12,340. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** "1 task", "12 tasks". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${formatCount(count)} ${count === 1 ? one : many}`;
